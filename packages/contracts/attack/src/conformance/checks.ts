import type { Examples } from '@fragility/dataset';
import type { Classifier } from '@fragility/model';
import { distance, predictedClass, row, take, type Norm } from '@fragility/numerics';
import { expectThat, type Check } from '@fragility/plugin';
import type { AnyAttack } from '../attack.js';
import { attack } from '../host/attack.js';
import type { AttackOptions } from '../options.js';
import type { AttackRecord } from '../record.js';
import { linearProblem, type LinearProblem } from './problem.js';

/** What the author promises, where a kind of attack may legitimately differ. */
export interface Promises {
  readonly params?: unknown;
  /** Largest ratio of a smallest-norm answer to the exact optimum on two-class linear models (default 1.05). */
  readonly tolerance?: number;
  /** Whether the attack must reach the optimum at all: false for decision- and score-based searches (default by access). */
  readonly reachesOptimum?: boolean;
}

const SCALES = [0.02, 1, 100];

const collect = async (run: AsyncIterable<AttackRecord>): Promise<AttackRecord[]> => {
  const records: AttackRecord[] = [];
  for await (const record of run) records.push(record);
  return records;
};

const alone = (examples: Examples, i: number): Examples => ({
  inputs: take(examples.inputs, [i]),
  labels: examples.labels.slice(i, i + 1),
  ids: [examples.ids[i]!],
});

const each = <T, R>(list: readonly T[], make: (item: T) => R[]): R[] => list.flatMap(make);

function checksFor(definition: AnyAttack, norm: Norm, promises: Promises): Check[] {
  const { params } = promises;
  const smallest = definition.goal === 'smallest';
  const reaches = promises.reachesOptimum ?? ['gradient', 'dense'].includes(definition.requires as string);
  const tolerance = promises.tolerance ?? 1.05;
  const run = (model: Classifier, data: Examples, options: Partial<AttackOptions> = {}): Promise<AttackRecord[]> =>
    collect(attack(model, definition, data, { norm, params, seed: 1, ...options }));
  const optima = (problem: LinearProblem): Float64Array =>
    Float64Array.from(problem.examples.labels, (_, i) => problem.optimum(i, norm));
  const scaled = (values: Float64Array, factor: number): Float64Array =>
    values.map((value) => (Number.isFinite(value) ? factor * value : factor));
  const plain = linearProblem(1, true, 3);
  const budgets = (): Float64Array[] => [scaled(optima(plain), 1.5)];
  const check = (name: string, body: () => Promise<void>): Check => ({ name: `${norm}: ${name}`, run: body });

  const sound = (problem: LinearProblem, records: readonly AttackRecord[], exact: Float64Array): void =>
    records.forEach((record, i) => {
      if (!record.success) return;
      const x = row(problem.examples.inputs, i);
      const measured = distance(record.candidate!, x, norm);
      expectThat(
        measured === record.distance,
        () => `${record.id}: distance ${record.distance} reported, ${measured} measured`,
      );
      expectThat(
        measured >= exact[i]! * (1 - 1e-9),
        () => `${record.id}: ${measured} is below the exact optimum ${exact[i]}`,
      );
      expectThat(
        !record.exact || measured <= exact[i]! * (1 + 1e-6),
        () => `${record.id}: claims to be exact at ${measured}, the optimum is ${exact[i]}`,
      );
    });

  const optimum = (problem: LinearProblem): Check =>
    check(`linear optimum, ${problem.name}`, async () => {
      const exact = optima(problem);
      const above = await run(problem.model, problem.examples, { budgets: [scaled(exact, smallest ? 10 : 1.02)] });
      sound(problem, above, exact);
      const below = smallest ? [] : await run(problem.model, problem.examples, { budgets: [scaled(exact, 0.98)] });
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

  return [
    check('bounds and budget are kept', async () => {
      const limit = budgets()[0]!;
      const records = await run(plain.model, plain.examples, { budgets: [limit] });
      records.forEach(({ id, success, candidate, distance: d }, i) => {
        if (!success) return;
        const [lower, upper] = plain.model.bounds!;
        expectThat(d <= limit[i]!, () => `${id}: distance ${d} exceeds the budget ${limit[i]}`);
        expectThat(
          candidate!.every((v) => v >= lower && v <= upper),
          () => `${id}: the point leaves the bounds`,
        );
      });
    }),
    check('inputs are untouched', async () => {
      const before = plain.examples.inputs.data.slice();
      await run(plain.model, plain.examples, { budgets: budgets() });
      expectThat(
        before.every((value, k) => value === plain.examples.inputs.data[k]),
        () => 'the inputs were written to',
      );
    }),
    check('budget 0 is the identity', async () => {
      const records = await run(plain.model, plain.examples, { budgets: [0] });
      expectThat(
        records.every(({ success }) => !success),
        () => 'an unperturbed input counts as fooled',
      );
    }),
    check('same seed, same answer', async () => {
      const once = await run(plain.model, plain.examples, { budgets: budgets() });
      const again = await run(plain.model, plain.examples, { budgets: budgets() });
      expectThat(JSON.stringify(once) === JSON.stringify(again), () => 'two runs with one seed differ');
    }),
    check('a batch equals its examples alone', async () => {
      const limit = budgets()[0]!;
      const together = await run(plain.model, plain.examples, { budgets: [limit] });
      for (let i = 0; i < together.length; i++) {
        const [single] = await run(plain.model, alone(plain.examples, i), { budgets: [limit.slice(i, i + 1)] });
        expectThat(
          JSON.stringify(single) === JSON.stringify(together[i]),
          () => `${together[i]!.id} differs when attacked alone`,
        );
      }
    }),
    check('targeted', async () => {
      const problem = linearProblem(1, false, 3);
      const { model, examples } = problem;
      const reach = (i: number, j: number): number => (j === examples.labels[i] ? -1 : problem.optimum(i, norm, j));
      const targets = examples.labels.map((_, i) =>
        [0, 1, 2].reduce((far, j) => (reach(i, j) > reach(i, far) ? j : far)),
      );
      const limit = Float64Array.from(targets, (target, i) => 4 * reach(i, target));
      const records = await run(model, examples, { targets, budgets: [limit] });
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
    }),
    ...each(SCALES, (scale) =>
      each([true, false], (bounded) => [2, 10].map((classes) => optimum(linearProblem(scale, bounded, classes)))),
    ),
  ];
}

/**
 * Everything an attack must do, as named checks: bounds and budget, identity at budget 0, determinism, batch independence, targets,
 * and the exact optimum of linear classifiers at three scales with and without bounds.
 *
 * @example
 * const verdicts = await runChecks(attackChecks(pgd));
 */
export function attackChecks(definition: AnyAttack, promises: Promises = {}): Check[] {
  const first = definition.norms[0] as Norm;
  return [
    {
      name: 'says what it is',
      run: async () =>
        expectThat(
          Boolean(definition.name && definition.summary && definition.reference && first),
          () => 'name, summary, reference or norms are missing',
        ),
    },
    {
      name: 'refuses an unknown parameter by name',
      run: async () => {
        const { model, examples } = linearProblem(1, false, 2);
        const options = { norm: first, budgets: [1], params: { 'no-such-parameter': 1 } };
        const message = await collect(attack(model, definition, examples, options)).then(
          () => 'nothing',
          (error: unknown) => String(error),
        );
        expectThat(
          message.includes('no-such-parameter'),
          () => `expected an error that names the parameter, got ${message}`,
        );
      },
    },
    ...each(definition.norms as Norm[], (norm) => checksFor(definition, norm, promises)),
  ];
}
