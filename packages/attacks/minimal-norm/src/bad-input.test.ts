import { describe, expect, it } from '@jest/globals';
import { collect, linearModel } from '@fragility/attack/conformance';
import { EACH } from './testing/attacks.js';
import { problem } from './testing/problem.js';

describe.each(EACH)('%s and input it cannot attack, %s', (_name, norm, { attack, quick: params }) => {
  it.each([true, false])('a constant model: no success, a reason, no NaN; bounded %s', async (bounded) => {
    const { examples } = problem(1, bounded, 3, 2);
    const model = linearModel(new Float64Array(3 * 64), [1, 0, -1], { bounds: bounded ? [-1, 1] : null });
    const labels = Int32Array.of(0, 0);
    for (const record of await collect(model, attack, { ...examples, labels }, { norm, params })) {
      expect(record).toMatchObject({ success: false, skipped: false, distance: Infinity });
      expect(record.reason).toMatch(/gradient is zero/);
    }
  });

  it.each([true, false])('an input on the boundary moves by next to nothing; bounded %s', async (bounded) => {
    const alternating = Float64Array.from({ length: 128 }, (_, k) => (k < 64 ? 0 : (-1) ** k));
    const model = linearModel(alternating, [0, 0], { bounds: bounded ? [-1, 1] : null });
    const inputs = { data: new Float64Array(64).fill(0.3), shape: [1, 64] };
    const examples = { inputs, labels: Int32Array.of(0), ids: ['boundary'] };
    const [record] = await collect(model, attack, examples, { norm, params });
    expect(record!.success).toBe(true);
    expect(record!.distance).toBeLessThanOrEqual(norm === 'l0' ? 1 : 1e-3);
    expect(record!.distance).toBeGreaterThan(0);
  });
});
