import { FragilityError, type Batch } from '@fragility/numerics';
import type { ModelOutput } from './model-output.js';
import type { Classifier, Fact } from '../classifier.js';

/** What is known of a model that is no file before it is asked. */
export interface ExternalModel extends Pick<Classifier, 'inputShape' | 'classes' | 'bounds' | 'precision'> {
  readonly answers: ModelOutput;
  readonly facts: Readonly<Record<string, Fact>>;
  /** In errors: `model/http`. */
  readonly where: string;
  /** Code of the error after disposal. */
  readonly disposed: `${string}/disposed`;
  /** Logits of n inputs, row-major. */
  logits(x: Batch, n: number): Promise<Float64Array>;
  dispose?(): void;
}

/**
 * A classifier that asks something outside of the program, and whether it is still open; labels make it `decisionOnly`.
 *
 * @throws FragilityError `…/disposed` for calls after it is disposed of.
 * @example
 * const { model } = externalClassifier({ inputShape: [1], classes: 2, bounds: null, precision: 'float64', answers: 'labels', facts: {},
 *   where: 'model/mine', disposed: 'mine/disposed', logits: async (_, n) => asLogits(new Float64Array(n), [n, 2], 'labels', 'model/mine') });
 * model.decisionOnly; // true
 */
export function externalClassifier(about: ExternalModel): { readonly model: Classifier; checkOpen(): void } {
  const { inputShape, classes, bounds, precision, answers, facts, where, disposed } = about;
  let closed = false;
  const checkOpen = (): void => {
    if (!closed) return;
    throw new FragilityError(
      { given: 'the model is disposed of', expected: 'an open one', remedy: 'build it again' },
      {
        where,
        code: disposed,
        kind: 'failure',
      },
    );
  };
  const model: Classifier = {
    inputShape,
    classes,
    bounds,
    precision,
    ...(answers === 'labels' ? { decisionOnly: true as const } : {}),
    facts: { ...facts, answers },
    logits: async (x) => {
      checkOpen();
      const n = x.shape[0]!;
      return { data: await about.logits(x, n), shape: [n, classes] };
    },
    dispose: async () => {
      if (!closed) about.dispose?.();
      closed = true;
    },
  };
  return { model, checkOpen };
}
