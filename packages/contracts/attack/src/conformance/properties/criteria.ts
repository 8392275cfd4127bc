import { predictedClass } from '@fragility/numerics';
import { expectThat, type Check } from '@fragility/plugin';
import type { Aim } from '../../attack.js';
import type { AttackOptions } from '../../options.js';
import { linearProblem } from '../problems/problem.js';
import { PLAIN_PROBLEM, type AttackUnderTest } from '../attack-under-test.js';

/** Fails unless the run is refused with that code. */
async function refuses({ run }: AttackUnderTest, options: Partial<AttackOptions>, code: string): Promise<void> {
  const refusal = await run(PLAIN_PROBLEM, { budgets: [1], ...options }).then(
    () => 'nothing',
    (error: { code?: unknown }) => error.code,
  );
  expectThat(refusal === code, () => `expected an error '${code}', got ${String(refusal)}`);
}

const other = (label: number): number => (label + 1) % PLAIN_PROBLEM.model.classes;

/** Where examples are aimed at a class: what the attack supports works, what it does not is refused. */
export function criterionChecks(subject: AttackUnderTest): Check[] {
  const { norm, offers, run } = subject;
  const { labels } = PLAIN_PROBLEM.examples;
  const refused: Check[] = (['untargeted', 'targeted'] as Aim[])
    .filter((aim) => !offers(aim))
    .map((aim) => ({
      name: `refuses what it does not support: ${aim}`,
      run: () =>
        refuses(subject, { targets: aim === 'targeted' ? labels.map(other) : undefined } as never, 'attack/criterion'),
    }));
  if (!offers('targeted')) return refused;
  return [
    ...refused,
    { name: 'refuses the label as a target', run: () => refuses(subject, { targets: labels }, 'attack/target') },
    {
      name: 'an input of its target class is broken at distance 0',
      run: async () => {
        const problem = { ...PLAIN_PROBLEM, examples: { ...PLAIN_PROBLEM.examples, labels: labels.map(other) } };
        for (const { id, success, skipped, distance, forwards } of await run(problem, {
          targets: labels,
          budgets: [1],
        }))
          expectThat(
            success && skipped && distance === 0 && forwards === 0,
            () => `${id}: success ${success}, skipped ${skipped}, distance ${distance}, ${forwards} passes in ${norm}`,
          );
      },
    },
  ];
}

/** Targets are reached where they can be, and only then reported. */
export function targetedCheck({ norm, reaches, run, check }: AttackUnderTest): Check {
  return check('targeted', async () => {
    const problem = linearProblem(1, false, 3);
    const { model, examples } = problem;
    const reach = (i: number, j: number): number => (j === examples.labels[i] ? -1 : problem.optimum(i, norm, j));
    const targets = examples.labels.map((_, i) =>
      [0, 1, 2].reduce((far, j) => (reach(i, j) > reach(i, far) ? j : far)),
    );
    const limit = Float64Array.from(targets, (target, i) => 4 * reach(i, target));
    const records = await run(problem, { targets, budgets: [limit] });
    const hits = records.filter(({ success }) => success);
    expectThat(
      !reaches || hits.length > records.length / 2,
      () => `${hits.length} of ${records.length} reached their target`,
    );
    for (const { id, candidate, target } of hits) {
      const logits = await model.logits({ data: candidate!, shape: [1, candidate!.length] });
      expectThat(
        predictedClass(logits.data) === target,
        () => `${id}: reported as class ${target}, is ${predictedClass(logits.data)}`,
      );
    }
  });
}
