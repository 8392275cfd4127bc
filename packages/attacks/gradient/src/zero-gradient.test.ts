import { describe, expect, it } from '@jest/globals';
import { collect, linearModel } from '@fragility/attack/conformance';
import { EACH } from './testing/attacks.js';
import { D, problem } from './testing/problem.js';

describe.each(EACH)('%s where there is nothing to find, %s', (_name, norm, { attack, params }) => {
  it.each([true, false])('a constant model: no success, a reason, no NaN; bounded %s', async (bounded) => {
    for (const logits of [
      [1, 0],
      [1, 0, -1, -2],
    ]) {
      const { examples } = problem(1, bounded, 2, 2);
      const bounds = bounded ? ([-1, 1] as const) : null;
      const model = linearModel(new Float64Array(logits.length * D), logits, { bounds });
      const given = { ...examples, labels: Int32Array.of(0, 0) };
      for (const record of await collect(model, attack, given, { norm, params, budgets: [0.5] })) {
        expect(record).toMatchObject({ success: false, skipped: false, distance: Infinity });
        expect(record.reason).toMatch(/gradient is zero/);
        expect(record.forwards).toBeLessThan(25);
      }
    }
  });

  it('budget 0 asks the model nothing', async () => {
    const { model, examples } = problem(1, true, 4, 2);
    for (const record of await collect(model, attack, examples, { norm, params, budgets: [0] })) {
      expect(record).toMatchObject({ success: false, distance: Infinity, forwards: 0, backwards: 0 });
    }
  });
});
