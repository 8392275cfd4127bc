import { describe, expect, it } from '@jest/globals';
import { strictObject } from 'valibot';
import { linearProblem } from '../../conformance/problems/problem.js';
import { attack, defineAttack, type AttackRecord, type Goal } from '../../index.js';

const { model, examples, optimum } = linearProblem(1, false, 2);

/** Two members: `near` tries 1.2 times the optimum, `far` twice the optimum before or after it; a third changes nothing. */
const ensemble = (goal: Goal, order: readonly ('near' | 'far' | 'idle')[]) => {
  let index = 0;
  return defineAttack({
    name: 'ensemble',
    summary: 'members in turn',
    reference: 'a test',
    norms: ['l2'],
    goal,
    requires: 'gradient',
    params: strictObject({}),
    create:
      () =>
      async ({ input, criterion, space, gradient, note }) => {
        const smallest = optimum(index++, 'l2');
        for (const by of order) {
          note({ by, warning: by === 'idle' ? 'one is idle' : 'two are busy' });
          const slope = (
            await gradient(input, (logits) => ({
              value: 0,
              cotangent: logits.map((_, k) => (k === criterion.label ? -1 : 1)),
            }))
          ).gradient;
          if (by !== 'idle')
            await gradient(space.extreme(slope, (by === 'near' ? 1.2 : 2) * smallest), () => ({
              value: 0,
              cotangent: new Float64Array(2),
            }));
        }
      },
  });
};
const run = async (definition: ReturnType<typeof ensemble>, budgets?: number[]): Promise<AttackRecord[]> => {
  const records: AttackRecord[] = [];
  for await (const record of attack(model, definition, examples, { norm: 'l2', ...(budgets ? { budgets } : {}) }))
    records.push(record);
  return records;
};

describe('note', () => {
  it.each([
    [['near', 'far', 'idle'] as const, 'near'],
    [['far', 'near', 'idle'] as const, 'near'],
    [['far', 'idle'] as const, 'far'],
  ])('of %j names who found the best point: %s', async (order, by) => {
    const records = await run(ensemble('smallest', order));
    expect(records.length).toBeGreaterThan(0);
    for (const record of records) expect(record).toMatchObject({ success: true, by });
  });

  it('names who broke the example within its budget', async () => {
    for (const record of await run(ensemble('fixed-budget', ['idle', 'far', 'near']), [1e9]))
      expect(record.by).toBe('far');
  });

  it('names nobody where nothing was found', async () => {
    for (const record of await run(ensemble('smallest', ['idle']))) {
      expect(record).toMatchObject({ success: false, warnings: ['one is idle'] });
      expect('by' in record).toBe(false);
    }
  });

  it('keeps every warning once', async () => {
    for (const { warnings } of await run(ensemble('smallest', ['near', 'far', 'idle'])))
      expect(warnings).toEqual(['two are busy', 'one is idle']);
  });
});
