import { distance, row } from '@fragility/numerics';
import { expectThat, type Check } from '@fragility/plugin';
import type { AttackRecord } from '../../record.js';
import { linearProblem, type LinearProblem } from '../problems/problem.js';
import { scaled, type AttackUnderTest } from '../attack-under-test.js';

const SCALES = [0.02, 1, 100];
/** Examples of problems of so many classes: more of two, where the optimum must be reached. */
const COUNTS = [
  [2, 7],
  [10, 3],
] as const;

/** Fails where a distance is not that of the point, is below the optimum, or is called exact and is not. */
function sound(
  { norm }: AttackUnderTest,
  { examples }: LinearProblem,
  records: readonly AttackRecord[],
  exact: Float64Array,
) {
  records.forEach((record, i) => {
    if (!record.success) return;
    const measured = distance(record.candidate!, row(examples.inputs, i), norm);
    expectThat(
      measured === record.distance,
      () => `${record.id}: distance ${record.distance} reported, ${measured} measured`,
    );
    expectThat(
      measured >= exact[i]! * (1 - 1e-9),
      () => `${record.id}: ${measured} is below the exact optimum ${exact[i]}`,
    );
    const { tolerance } = record;
    expectThat(
      !record.exact || (tolerance! >= 0 && measured * (1 - tolerance!) <= exact[i]! * (1 + 1e-12)),
      () => `${record.id}: claims to be exact at ${measured} up to ${tolerance}, the optimum is ${exact[i]}`,
    );
  });
}

function optimumCheck(subject: AttackUnderTest, problem: LinearProblem): Check {
  const { definition, norm, smallest, reaches, tolerance, run, check } = subject;
  return check(`linear optimum, ${problem.name}`, async () => {
    const exact = problem.optima(norm);
    const above = await run(problem, { budgets: [scaled(exact, smallest ? 10 : 1.02)] });
    sound(subject, problem, above, exact);
    const below = smallest ? [] : await run(problem, { budgets: [scaled(exact, 0.98)] });
    below.forEach((record, i) =>
      expectThat(
        !record.success || !Number.isFinite(exact[i]!),
        () => `${record.id}: fooled below the exact optimum ${exact[i]}`,
      ),
    );
    if (!reaches || (problem.model.classes > 2 && definition.requires !== 'dense')) return;
    above.forEach((record, i) => {
      if (!Number.isFinite(exact[i]!)) return;
      expectThat(record.success, () => `${record.id}: not fooled, though the optimum is ${exact[i]}`);
      const limit = smallest ? tolerance : 1.02;
      expectThat(
        record.distance <= exact[i]! * limit,
        () => `${record.id}: ${record.distance} is more than ${limit} × the optimum ${exact[i]}`,
      );
    });
  });
}

/** The exact optimum of linear classifiers at three scales, with and without bounds. */
export const optimumChecks = (subject: AttackUnderTest): Check[] =>
  SCALES.flatMap((scale) =>
    [true, false].flatMap((bounded) =>
      COUNTS.map(([classes, count]) => optimumCheck(subject, linearProblem(scale, bounded, classes, { count }))),
    ),
  );
