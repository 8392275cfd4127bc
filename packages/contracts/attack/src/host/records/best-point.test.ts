import { describe, expect, it } from '@jest/globals';
import type { Batch } from '@fragility/numerics';
import { oneDimensional, only, points } from '../../testing/attacks.js';

describe('the point of a record', () => {
  it('is the closest fooled point of those asked about', async () => {
    const record = await only(points(() => [3, 0.5, 0.25, 2, -0.5].map((v) => Float64Array.of(v))));
    expect([record.distance, record.candidate![0], record.class, record.forwards]).toEqual([1.25, 0.25, 1, 5]);
  });

  it('does not exist, with the reason, when fooled only outside the budget or the bounds', async () => {
    const far = points(() => [Float64Array.of(5)]);
    expect(await only(far, { budgets: [2] })).toMatchObject({
      success: false,
      reason: 'fooled only outside the budget',
    });
    expect(await only(far, {}, oneDimensional('float64', [-2, 2]))).toMatchObject({
      success: false,
      reason: 'fooled only outside the bounds',
    });
  });

  it('is judged as a float32 model sees it', async () => {
    const record = await only(
      points(() => [Float64Array.of(0.1)]),
      {},
      oneDimensional('float32'),
    );
    expect(record.candidate![0]).toBe(Math.fround(0.1));
    expect(record.distance).toBe(Math.fround(0.1) + 1);
  });

  it('is confirmed by a fresh forward pass: found by luck is a failure', async () => {
    let calls = 0;
    const flaky = oneDimensional();
    const model = {
      ...flaky,
      logits: async (x: Batch) => (++calls === 2 ? { data: Float64Array.of(-1, 1), shape: [1, 2] } : flaky.logits(x)),
    };
    const record = await only(
      points((input) => [input]),
      {},
      model,
    );
    expect(record).toMatchObject({ success: false, reason: expect.stringContaining('fresh forward pass') });
  });
});
