import { expectThat, type Check } from '@fragility/plugin';
import { ampleBudgets, pickExamples, PLAIN_PROBLEM, type AttackUnderTest } from '../attack-under-test.js';
import { expectFinitePoints } from '../observe-queries.js';

/** What holds of any attack: bounds, budgets, inputs, seeds and batches. */
export function basicChecks({ definition, norm, run, check }: AttackUnderTest): Check[] {
  const limit = ampleBudgets(norm);
  const budgets = [limit];
  const attack = async () => {
    const before = PLAIN_PROBLEM.examples.inputs.data.slice();
    return { before, records: await run(PLAIN_PROBLEM, { budgets }) };
  };
  let first: ReturnType<typeof attack> | undefined;
  /** One run, of which several checks ask. */
  const attacked = (): ReturnType<typeof attack> => (first ??= attack());
  return [
    check('bounds and budget are kept', async () => {
      const [lower, upper] = PLAIN_PROBLEM.model.bounds!;
      (await attacked()).records.forEach(({ id, success, candidate, distance }, i) => {
        if (!success) return;
        expectThat(distance <= limit[i]!, () => `${id}: distance ${distance} exceeds the budget ${limit[i]}`);
        expectThat(
          candidate!.every((v) => v >= lower && v <= upper),
          () => `${id}: the point leaves the bounds`,
        );
      });
    }),
    check('inputs are untouched', async () => {
      const { before } = await attacked();
      expectThat(
        before.every((value, k) => value === PLAIN_PROBLEM.examples.inputs.data[k]),
        () => 'the inputs were written to',
      );
    }),
    check('budget 0 is the identity', async () => {
      const records = await run(PLAIN_PROBLEM, { budgets: [0] }, expectFinitePoints(definition));
      expectThat(
        records.every(({ success }) => !success),
        () => 'an unperturbed input counts as fooled',
      );
      const after = await run(PLAIN_PROBLEM, { budgets: [new Float64Array(limit.length), limit] });
      expectThat(
        JSON.stringify(after.filter((_, k) => k % 2 === 1)) === JSON.stringify((await attacked()).records),
        () => 'a larger budget is attacked otherwise after budget 0 than without it',
      );
    }),
    check('same seed, same answer', async () => {
      const { records: once } = await attacked();
      const again = await run(PLAIN_PROBLEM, { budgets });
      expectThat(JSON.stringify(once) === JSON.stringify(again), () => 'two runs with one seed differ');
    }),
    check('a batch equals its examples alone', async () => {
      const { records: together } = await attacked();
      for (let i = 0; i < together.length; i++) {
        const [single] = await run(pickExamples(PLAIN_PROBLEM, [i]), { budgets: [limit.slice(i, i + 1)] });
        expectThat(
          JSON.stringify(single) === JSON.stringify(together[i]),
          () => `${together[i]!.id} differs when attacked alone`,
        );
      }
    }),
  ];
}
