import { expect, it } from '@jest/globals';
import { collect, linearModel } from '@fragility/attack/conformance';
import { pdpgd } from './index.js';

/** f = (0, ⟨w, x⟩ − m), w alternating ±1: zero plus a margin where coordinates are alike. */
const weight = Float64Array.from({ length: 128 }, (_, k) => (k < 64 ? 0 : (-1) ** k));
const SLOPES = { linf: 64, l2: 8, l1: 1 };

it.each(['linf', 'l2', 'l1'] as const)('however small the margin of the input, %s', async (norm) => {
  for (const margin of [0, 1e-7, 1])
    for (const bounded of norm === 'linf' ? [true] : [true, false]) {
      const model = linearModel(weight, [0, -margin], { bounds: bounded ? [-1, 1] : null });
      const inputs = { data: new Float64Array(128).fill(0.3).fill(0, 64), shape: [2, 64] };
      const examples = { inputs, labels: Int32Array.of(0, 0), ids: ['at 0.3', 'at 0'] };
      for (const { id, success, distance } of await collect(model, pdpgd, examples, { norm, params: { steps: 300 } })) {
        expect([id, margin, success]).toEqual([id, margin, true]);
        expect(distance).toBeLessThan((1.05 * margin) / SLOPES[norm] + 1e-6);
      }
    }
});
