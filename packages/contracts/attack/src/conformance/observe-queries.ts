import type { Classifier, DifferentiableClassifier } from '@fragility/model';
import { margin, rows, type Batch, type Row } from '@fragility/numerics';
import { expectThat, withMembers } from '@fragility/plugin';
import type { AnyAttack, Example, Decision } from '../attack.js';
import type { AttackRecord } from '../record.js';
import type { Problem } from './attack-under-test.js';

/** What is told of an example's queries. */
export interface QueryObserver {
  queried?(example: Example, x: Row): void;
  returned?(example: Example, x: Row, seen: Decision): void;
  failed?(example: Example, reason: unknown): void;
}

/** The same attack, its queries told to an observer. */
export const observeQueries = (definition: AnyAttack, watch: QueryObserver): AnyAttack => ({
  ...definition,
  create: (params) => {
    const attacker = definition.create(params);
    return async (example: Example) => {
      const all = example as Example<'gradient'>;
      const observed =
        <R extends unknown[], S extends Decision | readonly Decision[]>(ask: (x: Row, ...rest: R) => Promise<S>) =>
        async (x: Row, ...rest: R): Promise<S> => {
          const at = x.slice();
          watch.queried?.(example, at);
          const seen = await ask(x, ...rest).catch((reason: unknown) => {
            watch.failed?.(example, reason);
            throw reason;
          });
          for (const each of [seen].flat() as readonly Decision[]) watch.returned?.(example, at, each);
          return seen;
        };
      const { decide, logits, gradient, gradients } = all as Partial<Example<'gradient'>>;
      const returned = await attacker({
        ...example,
        ...(decide && { decide: observed(decide) }),
        ...(logits && { logits: observed(logits) }),
        ...(gradient && { gradient: observed(gradient) }),
        ...(gradients && { gradients: observed(gradients) }),
      } as Example);
      if (returned) watch.queried?.(example, returned.slice());
      return returned;
    };
  },
});

/** The same model, whose logits at some inputs are changed. */
export function withChangedLogits(model: Classifier, change: (logits: Row, x: Row) => void): Classifier {
  const changed = (x: Batch, logits: Batch): Batch => {
    const inputs = rows(x);
    rows(logits).forEach((row, i) => change(row, inputs[i]!));
    return logits;
  };
  return withMembers(model as DifferentiableClassifier, {
    logits: async (x: Batch) => changed(x, await model.logits(x)),
    vjp: async (x: Batch) => {
      const pullback = await (model as DifferentiableClassifier).vjp(x);
      return withMembers(pullback, { logits: changed(x, pullback.logits) });
    },
  });
}

/** Queries of one example after which an attack counts as endless. */
const MOST_QUERIES = 40_000;

/** The same model, which throws after so many queries for each of its examples. */
export function withQueryLimit(model: Classifier, examples: number): Classifier {
  let left = MOST_QUERIES * examples;
  return withChangedLogits(model, () => {
    if (left-- <= 0)
      throw new Error(`more than ${MOST_QUERIES} queries were made for an example; the attack does not end`);
  });
}

/** An attack whose points are numbers, all of them. */
export const expectFinitePoints = (definition: AnyAttack): AnyAttack =>
  observeQueries(definition, {
    queried: ({ input }, x) =>
      expectThat(
        !x.some(Number.isNaN),
        () => `asked about a point with NaN, attacking ${input.subarray(0, 3).join(', ')}…`,
      ),
  });

/** Fails where a record claims what a fresh forward pass does not show, or has no number where one belongs. */
export async function expectConfirmed({ model }: Problem, records: readonly AttackRecord[]): Promise<void> {
  for (const { id, label, target, success, skipped, distance, candidate, margin: claimed, noise } of records) {
    expectThat(
      !Number.isNaN(distance) && !Number.isNaN(claimed),
      () => `${id}: distance ${distance}, margin ${claimed}`,
    );
    expectThat(success === Number.isFinite(distance), () => `${id}: success ${success} at distance ${distance}`);
    if (!success || skipped) continue;
    expectThat(claimed < -noise!, () => `${id}: the margin is ${claimed}, within the noise of ${noise}`);
    const { data } = await model.logits({ data: candidate!, shape: [1, candidate!.length] });
    const found = margin(data, target === undefined ? { label } : { label, target });
    expectThat(found < 0, () => `${id}: reported as fooled, the margin is ${found}`);
  }
}
