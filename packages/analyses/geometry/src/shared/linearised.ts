import type { Examples } from '@fragility/dataset';
import type { DifferentiableClassifier } from '@fragility/model';
import { count, marginLoss, normOf, row, stack, take, width, type Loss, type Row } from '@fragility/numerics';

/** Numbers of inputs and gradients that are in memory at once. */
const CHUNK = 1 << 22;

/** The model near one example: g = f_y − f_j of its label y and its rival j, the strongest other class. */
export interface Linearised {
  readonly index: number;
  readonly id: string;
  readonly label: number;
  readonly rival: number;
  readonly x: Row;
  readonly logits: Row;
  /** g(x); positive where the example is classified correctly. */
  readonly margin: number;
  /** ∇g(x). */
  readonly gradient: Row;
  /** ‖∇g(x)‖₂. */
  readonly slope: number;
}

/** Who may stop a walk over examples, and who is told how far it is. */
export interface WalkOptions {
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((done: number) => void) | undefined;
}

/** Examples of one call of the model. */
export const chunkOf = (d: number): number => Math.max(1, Math.min(64, Math.floor(CHUNK / d)));

/** Values and gradients of a loss of each input, in one call. */
export async function pullBack(
  model: DifferentiableClassifier,
  inputs: readonly Row[],
  lossOf: (k: number) => Loss,
): Promise<{
  readonly values: number[];
  readonly gradients: Row[];
  readonly logits: Row[];
  readonly cotangents: Row[];
}> {
  const batch = stack(inputs, model.inputShape);
  const { logits, backward } = await model.vjp(batch);
  const all = inputs.map((_, k) => row(logits, k));
  const losses = all.map((own, k) => lossOf(k)(own));
  const pulled = await backward(
    stack(
      losses.map(({ cotangent }) => cotangent),
      [model.classes],
    ),
  );
  return {
    values: losses.map(({ value }) => value),
    gradients: inputs.map((_, k) => row(pulled, k)),
    logits: all,
    cotangents: losses.map(({ cotangent }) => cotangent),
  };
}

const negative = (row: Row): Row => row.map((value) => 0 - value);

/** Every example with the margin of its label over its rival, and the gradient of that margin; those with NaN are told apart by their margin. */
export async function* linearised(
  model: DifferentiableClassifier,
  { inputs, labels, ids }: Examples,
  { signal, progress }: WalkOptions = {},
): AsyncGenerator<Linearised> {
  const n = count(inputs);
  const size = chunkOf(width(inputs));
  for (let start = 0; start < n; start += size) {
    signal?.throwIfAborted();
    progress?.(start / n);
    const at = Array.from({ length: Math.min(size, n - start) }, (_, k) => start + k);
    const chunk = take(inputs, at);
    const points = at.map((_, k) => row(chunk, k));
    const found = await pullBack(model, points, (k) => marginLoss({ label: labels[at[k]!]! }));
    for (const [k, index] of at.entries()) {
      const gradient = negative(found.gradients[k]!);
      yield {
        index,
        id: ids[index]!,
        label: labels[index]!,
        rival: found.cotangents[k]!.indexOf(1),
        x: points[k]!,
        logits: found.logits[k]!,
        margin: -found.values[k]!,
        gradient,
        slope: normOf(gradient, 'l2'),
      };
    }
  }
}
