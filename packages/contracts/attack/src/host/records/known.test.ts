import { describe, expect, it } from '@jest/globals';
import type { AttackRecord } from '../../index.js';
import { counting, problem, run } from '../../testing/attacks.js';

const options = { budgets: [0.1, 0.4] };
const whole = await run(options);
const { ids } = problem.examples;
const of = (id: string): AttackRecord[] => whole.filter((record) => record.id === id);
const except =
  (...missing: string[]) =>
  (id: string): AttackRecord[] | undefined =>
    missing.includes(id) ? undefined : of(id);

describe('known records', () => {
  it.each([
    ['the first', [ids[0]!]],
    ['the last', [ids.at(-1)!]],
    ['some', [ids[1]!, ids[4]!]],
    ['all', [...ids]],
    ['no', []],
  ])(
    'where %s examples are missing: only these are attacked, and the records are those of a whole run',
    async (_, missing) => {
      for (const window of [1, 3, 64]) {
        const model = counting(problem.model);
        expect(await run({ ...options, window, known: except(...missing) }, model)).toEqual(whole);
        const asked = model.batches.reduce((sum, rows) => sum + rows, 0);
        const passes = missing.map((id) => of(id).at(-1)!);
        const own = passes.reduce((sum, { forwards, success }) => sum + forwards + 1 + (success ? 1 : 0), 0);
        const reference = passes.some(({ success }) => success) ? 8 : 0;
        expect(asked).toBe(own + reference);
      }
    },
  );

  it('are counted at once, others the moment they are finished', async () => {
    const counts: number[] = [];
    const seen: string[] = [];
    const progress = (count: number, records: readonly AttackRecord[]): void => {
      counts.push(count);
      seen.push(records[0]!.id);
      expect(records).toEqual(of(records[0]!.id));
    };
    await run({ ...options, known: except(ids[0]!), progress });
    expect(counts).toEqual(ids.map((_, i) => i + 1));
    expect(seen).toEqual([...ids.slice(1), ids[0]]);
  });

  it('that an abort cut short are not final', async () => {
    const known = (id: string): AttackRecord[] =>
      of(id).map((record) => ({ ...record, success: false, code: 'attack/aborted' }));
    expect(await run({ ...options, known })).toEqual(whole);
  });

  it.each<[string, (records: AttackRecord[]) => AttackRecord[], RegExp]>([
    ['fewer budgets', (records) => records.slice(1), /has budgets 0\.4, expected 0\.1, 0\.4; leave out/],
    ['other budgets', (records) => records.map((one) => ({ ...one, budget: 1 })), /has budgets 1, 1, expected/],
    ['another attack', (records) => records.map((one) => ({ ...one, attack: 'pgd' })), /attack pgd, expected steps/],
    ['another norm', (records) => records.map((one) => ({ ...one, norm: 'l1' })), /norm l1, expected l2/],
    ['another label', (records) => records.map((one) => ({ ...one, label: 11 })), /label 11, expected \d/],
    ['a target', (records) => records.map((one) => ({ ...one, target: 3 })), /target 3, expected undefined/],
    ['another id', (records) => records.map((one) => ({ ...one, id: 'x' })), /of example linear-0 has id x/],
    ['no records', () => [], /has budgets , expected 0\.1/],
  ])('of %s are refused', async (_, change, message) => {
    const refused = run({ ...options, known: (id) => change(of(id)) });
    await expect(refused).rejects.toMatchObject({ code: 'attack/known', message: expect.stringMatching(message) });
  });
});
