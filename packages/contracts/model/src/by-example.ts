import { isFragilityError, take, type Batch } from '@fragility/numerics';
import { asError, withMembers } from '@fragility/plugin';
import { isDifferentiable, type Classifier, type DifferentiableClassifier, type Pullback } from './classifier.js';

/** With so many examples of which the model takes none, the fault is the model's. */
const MANY = 8;

/** Numbers of a batch whose examples need not all have any. */
export interface PartialBatch extends Batch {
  /** What the model threw for an example, by its place in the batch: its row is NaN. */
  readonly problems?: ReadonlyMap<number, Error>;
}

/** What concerns all examples: an abort, and what a part of the program says failed that no example brought about. */
const isOfAll = (error: unknown): boolean =>
  isFragilityError(error) ? error.kind === 'failure' : (error as Error | undefined)?.name === 'AbortError';

/** Each row of a batch by itself, after all of them at once have thrown `error`: NaN for those for which the model throws again. */
async function oneByOne<T>(
  count: number,
  error: unknown,
  ask: (i: number) => Promise<T>,
): Promise<{ answers: (T | undefined)[]; problems: Map<number, Error> }> {
  if (isOfAll(error)) throw error;
  const answers: (T | undefined)[] = [];
  const problems = new Map<number, Error>();
  for (let i = 0; i < count; i++) {
    try {
      answers.push(await ask(i));
    } catch (own) {
      if (isOfAll(own)) throw own;
      answers.push(undefined);
      problems.set(i, asError(own));
      if (i + 1 === MANY && problems.size === MANY) throw error;
    }
  }
  return { answers, problems };
}

/** Rows under one another, NaN in the place of those that are missing. */
function together(rows: readonly (Batch | undefined)[], shape: readonly number[]): Batch {
  const size = shape.reduce((a, b) => a * b, 1);
  const data = new Float64Array(rows.length * size).fill(NaN);
  rows.forEach((one, i) => one && data.set(one.data, i * size));
  return { data, shape: [rows.length, ...shape] };
}

/**
 * Logits of examples, those for which the model throws NaN: see {@link confined}.
 *
 * @example problemOf(await confinedLogits(model, inputs), 0); // undefined
 */
export async function confinedLogits(model: Classifier, x: Batch): Promise<PartialBatch> {
  try {
    return await model.logits(x);
  } catch (error) {
    const { answers, problems } = await oneByOne(x.shape[0]!, error, (i) => model.logits(take(x, [i])));
    return { ...together(answers, [model.classes]), problems };
  }
}

/** A pullback of each row by itself. */
async function apart(model: DifferentiableClassifier, x: Batch, error: unknown): Promise<Pullback> {
  const { answers, problems } = await oneByOne(x.shape[0]!, error, (i) => model.vjp(take(x, [i])));
  const logits: PartialBatch = {
    ...together(
      answers.map((one) => one?.logits),
      [model.classes],
    ),
    problems,
  };
  return {
    logits,
    backward: async (cotangent) => {
      const gradients = await oneByOne(answers.length, error, async (i) => answers[i]?.backward(take(cotangent, [i])));
      return {
        ...together(gradients.answers, model.inputShape),
        problems: new Map([...problems, ...gradients.problems]),
      } as PartialBatch;
    },
  };
}

async function vjpOf(model: DifferentiableClassifier, x: Batch): Promise<Pullback> {
  try {
    const { logits, backward } = await model.vjp(x);
    return {
      logits,
      backward: (cotangent, out) =>
        backward(cotangent, out).catch(async (error: unknown) => (await apart(model, x, error)).backward(cotangent)),
    };
  } catch (error) {
    return apart(model, x, error);
  }
}

/**
 * The same model, which throws for an example only at the cost of that example: where it throws for a batch, its examples are asked one by
 * one. The rows of those for which it throws again are NaN, and {@link PartialBatch.problems} says why.
 *
 * What concerns all examples is thrown on: an abort, an error of kind `failure`, and what is thrown for the first eight examples alike.
 *
 * @example (await confined(model).logits(inputs)).shape; // [4, 4]
 */
export const confined = <M extends Classifier>(model: M): M =>
  withMembers<Classifier>(model, {
    logits: (x: Batch) => confinedLogits(model, x),
    ...(isDifferentiable(model) ? { vjp: (x: Batch) => vjpOf(model, x) } : {}),
  }) as M;

/**
 * What a model threw for an example of a batch; undefined where it threw nothing.
 *
 * @example problemOf({ data: Float64Array.of(NaN), shape: [1, 1], problems: new Map([[0, new Error('why')]]) }, 0)!.message; // 'why'
 */
export const problemOf = ({ problems }: PartialBatch, i: number): Error | undefined => problems?.get(i);
