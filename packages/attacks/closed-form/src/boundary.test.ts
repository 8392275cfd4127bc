import { expect, it } from '@jest/globals';
import { attack } from '@fragility/attack';
import { referenceClassifier } from '@fragility/model';
import { qr } from './index.js';

/** f = (0, ⟨w, x⟩ − m), w alternating ±1: the margin is m where coordinates are alike. */
const weight = Float64Array.from({ length: 32 }, (_, k) => (k < 16 ? 0 : (-1) ** k));

it.each(qr.norms.flatMap((norm) => [0, 1e-17, 1e-15, 1e-6].map((margin) => [norm, margin] as const)))(
  'an input on the boundary, or next to it, is fooled: %s, margin %s',
  async (norm, margin) => {
    for (const bounds of [[-1, 1] as const, null]) {
      const layer = { inputs: 16, outputs: 2, weight, bias: Float64Array.of(0, -margin) };
      const model = referenceClassifier([{ ...layer, activation: { kind: 'identity' } }], { bounds });
      const data = Float64Array.from({ length: 48 }, (_, k) => [0.3, 1, 0][Math.floor(k / 16)]!);
      const examples = { inputs: { data, shape: [3, 16] }, labels: new Int32Array(3), ids: ['0.3', '1', '0'] };
      for await (const { id, success, distance } of attack(model, qr, examples, { norm })) {
        expect([id, success]).toEqual([id, true]);
        expect(distance).toBeLessThan(margin + 1e-12);
      }
    }
  },
);
