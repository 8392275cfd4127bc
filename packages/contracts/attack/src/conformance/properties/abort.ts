import { distance } from '@fragility/numerics';
import { expectThat, isFragilityError, type Check } from '@fragility/plugin';
import type { Example } from '../../attack.js';
import { ABORTED } from '../../record.js';
import { ampleBudgets, pickExamples, PLAIN_PROBLEM, type AttackUnderTest } from '../attack-under-test.js';
import { expectConfirmed, observeQueries } from '../observe-queries.js';

const INDICES = [0, 1, 2];

/** An abort, early or as soon as something is found: the best points so far are returned, and no error. */
export function abortCheck({ definition, norm, smallest, run, check }: AttackUnderTest): Check {
  const [lower, upper] = PLAIN_PROBLEM.model.bounds!;
  const stopped = async (after: number): Promise<void> => {
    const controller = new AbortController();
    const best = new Map<string, number>();
    const cut = new Set<string>();
    let results = 0;
    const nameOf = ({ input }: Example): string => input.join();
    const observed = observeQueries(definition, {
      returned: (example, x, { fooled }) => {
        const far = distance(x, example.input, norm);
        const counts = fooled && far <= example.budget && x.every((v) => v >= lower && v <= upper);
        if (counts && !controller.signal.aborted)
          best.set(nameOf(example), Math.min(far, best.get(nameOf(example)) ?? Infinity));
        if (counts || ++results === after) controller.abort();
      },
      failed: (example, reason) => {
        if (!isFragilityError(reason)) cut.add(nameOf(example));
      },
    });
    const some = pickExamples(PLAIN_PROBLEM, INDICES);
    const limit = smallest ? {} : { budgets: [ampleBudgets(norm).subarray(0, INDICES.length)] };
    const records = await run(some, { ...limit, stopOnSuccess: false, signal: controller.signal }, observed);
    await expectConfirmed(some, records);
    expectThat(
      records.length === INDICES.length,
      () => `${records.length} records of ${INDICES.length} examples in flight`,
    );
    records.forEach(({ id, success, distance: far, code }, i) => {
      const size = PLAIN_PROBLEM.examples.inputs.shape[1]!;
      const name = PLAIN_PROBLEM.examples.inputs.data.subarray(i * size, (i + 1) * size).join();
      const found = best.get(name);
      expectThat(
        found === undefined || (success && far <= found),
        () => `${id}: success ${success} at ${far}, a point at ${found} was found before the abort`,
      );
      expectThat(!cut.has(name) || code === ABORTED, () => `${id}: cut short, code '${code}'`);
    });
  };
  return check('an aborted run answers with what was found', async () => {
    await stopped(2);
    await stopped(Infinity);
  });
}
