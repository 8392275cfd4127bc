import type { Classifier, DifferentiableClassifier } from '@fragility/model';
import { margin, rows, type Batch, type Row } from '@fragility/numerics';
import { expectThat } from '@fragility/plugin';
import type { AnyAttack, Example, Seen } from '../attack.js';
import type { AttackRecord } from '../record.js';
import type { Problem } from './subject.js';

/** What is told of an example's questions. */
export interface Watch {
  asked?(example: Example, x: Row): void;
  answered?(example: Example, x: Row, seen: Seen): void;
  refused?(example: Example, reason: unknown): void;
}

/** The same attack, its questions watched. */
export const watching = (definition: AnyAttack, watch: Watch): AnyAttack => ({
  ...definition,
  create: (params) => {
    const attacker = definition.create(params);
    return async (example: Example) => {
      const all = example as Example<'gradient'>;
      const watched =
        <R extends unknown[], S extends Seen | readonly Seen[]>(ask: (x: Row, ...rest: R) => Promise<S>) =>
        async (x: Row, ...rest: R): Promise<S> => {
          const at = x.slice();
          watch.asked?.(example, at);
          const seen = await ask(x, ...rest).catch((reason: unknown) => {
            watch.refused?.(example, reason);
            throw reason;
          });
          for (const each of [seen].flat() as readonly Seen[]) watch.answered?.(example, at, each);
          return seen;
        };
      const { decide, logits, gradient, gradients } = all as Partial<Example<'gradient'>>;
      const returned = await attacker({
        ...example,
        ...(decide && { decide: watched(decide) }),
        ...(logits && { logits: watched(logits) }),
        ...(gradient && { gradient: watched(gradient) }),
        ...(gradients && { gradients: watched(gradients) }),
      } as Example);
      if (returned) watch.asked?.(example, returned.slice());
      return returned;
    };
  },
});

/** The same model, whose answers to some inputs are changed. */
export function answering(model: Classifier, change: (logits: Row, x: Row) => void): Classifier {
  const changed = (x: Batch, logits: Batch): Batch => {
    const inputs = rows(x);
    rows(logits).forEach((row, i) => change(row, inputs[i]!));
    return logits;
  };
  return {
    ...model,
    logits: async (x: Batch) => changed(x, await model.logits(x)),
    vjp: async (x: Batch) => {
      const pullback = await (model as DifferentiableClassifier).vjp(x);
      return { ...pullback, logits: changed(x, pullback.logits) };
    },
  } as Classifier;
}

/** Questions about one example after which an attack counts as endless. */
const ENDLESS = 40_000;

/** The same model, which does not answer questions about so many examples for ever. */
export function patient(model: Classifier, examples: number): Classifier {
  let left = ENDLESS * examples;
  return answering(model, () => {
    if (left-- <= 0)
      throw new Error(`more than ${ENDLESS} points of an example were asked about; the attack does not end`);
  });
}

/** An attack whose points are numbers, all of them. */
export const finite = (definition: AnyAttack): AnyAttack =>
  watching(definition, {
    asked: ({ input }, x) =>
      expectThat(
        !x.some(Number.isNaN),
        () => `asked about a point with NaN, attacking ${input.subarray(0, 3).join(', ')}…`,
      ),
  });

/** Fails where a record claims what a fresh forward pass does not show, or has no number where one belongs. */
export async function honest({ model }: Problem, records: readonly AttackRecord[]): Promise<void> {
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
