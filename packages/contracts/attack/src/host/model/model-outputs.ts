import { isDifferentiable, type Classifier, type DifferentiableClassifier, type Pullback } from '@fragility/model';
import { dot, type Batch, type FragilityError, type Row } from '@fragility/numerics';
import { describeThrown, withMembers } from '@fragility/plugin';
import { failure } from '../failure.js';
import { isNumeric, nameOf } from './numeric.js';
import { MODEL_THREW, NOT_A_NUMBER } from '../records/reasons.js';

const list = (shape: readonly number[] | undefined): string => (shape ? `[${shape.join(', ')}]` : 'no shape');

const wrongAnswer = (given: string, expected: string): FragilityError =>
  failure('model/answer', { given: `the model returned ${given}`, expected, remedy: 'correct the model' });

/**
 * The batch, if it has the shape and the length that it must have, its numbers in memory that the model does not know.
 *
 * @throws FragilityError `model/answer`
 */
function ofShape(batch: Batch, shape: readonly number[], what: string, out?: Float64Array): Batch {
  const length = shape.reduce((a, b) => a * b, 1);
  const { data, shape: given } = (batch ?? {}) as Partial<Batch>;
  const alike = given?.length === shape.length && shape.every((size, k) => size === given[k]);
  if (!alike || data?.length !== length)
    throw wrongAnswer(
      `${what} of shape ${list(given)} with ${data?.length ?? 'no'} values`,
      `shape ${list(shape)} with ${length}`,
    );
  if (!isNumeric(data)) throw wrongAnswer(`${what} in an object of type ${nameOf(data)}`, 'a Float64Array');
  if (data === out) return batch;
  const own = out ?? new Float64Array(length);
  own.set(data);
  return { ...batch, data: own };
}

/** The pullback, if it is one. @throws FragilityError `model/answer` */
function ofPullback(pullback: Pullback): Pullback {
  if (typeof pullback?.backward === 'function') return pullback;
  throw wrongAnswer(`${nameOf(pullback)} from vjp()`, '{ logits, backward() }');
}

/**
 * The model as the host asks it: every batch of logits and of gradients is checked for its type, shape and length, and kept from what the model does later.
 *
 * What follows can rely on them: a gradient that is too short would look like zero, and one that the next call writes over like another.
 */
export function checkedModel(model: Classifier): Classifier {
  const logitsOf = (x: Batch, logits: Batch): Batch => ofShape(logits, [x.shape[0]!, model.classes], 'logits');
  return withMembers<Classifier & Partial<DifferentiableClassifier>>(model, {
    logits: async (x: Batch) => logitsOf(x, await model.logits(x)),
    ...(isDifferentiable(model)
      ? {
          vjp: async (x: Batch) => {
            const pullback = ofPullback(await model.vjp(x));
            const shape = [x.shape[0]!, ...model.inputShape];
            return {
              logits: logitsOf(x, pullback.logits),
              backward: async (cotangent: Batch, out = new Float64Array(x.data.length)) =>
                ofShape(await pullback.backward(cotangent, out), shape, 'gradients', out),
            };
          },
        }
      : {}),
  });
}

/** Whether all are numbers, none of them infinite: a sum of squares is finite only of such, and may overflow. */
export const isFiniteRow = (x: Row): boolean => Number.isFinite(dot(x, x)) || x.every(Number.isFinite);

const failing = (given: string, remedy = 'check its weights and the scale of its inputs'): FragilityError =>
  failure(NOT_A_NUMBER, { given, expected: 'finite numbers', remedy });

const strange = (x: Row): number => x.find((v) => !Number.isFinite(v)) ?? NaN;

/** What is wrong with logits that are no numbers, or with the point they belong to: the example's failure. */
export const nonFiniteLogits = (x: Row, logits: Row): FragilityError =>
  isFiniteRow(x)
    ? failing(`the model returned logits [${[...logits.subarray(0, 4)].join(', ')}…]`)
    : failing(`the attack asked about a point with ${strange(x)}`, 'correct the attack');

/** What a model threw for one example: the example's failure. */
export function modelThrew(cause: unknown): FragilityError {
  const { message, ...place } = describeThrown(cause);
  const said = { given: `the model threw: ${message}`, remedy: 'look at the example, or correct the model' };
  return failure(MODEL_THREW, said, { ...place, cause });
}

/** The same of a gradient. */
export const nonFiniteGradient = (gradient: Row): FragilityError =>
  failing(`the model returned a gradient with ${strange(gradient)}`);

/** The same of the derivative of a loss, which is the attack's. */
export const nonFiniteCotangent = (cotangent: Row): FragilityError =>
  failing(`a loss of the attack has a derivative with ${strange(cotangent)}`, 'correct the loss');

/** What is wrong with a derivative of another length than the logits. */
export const wrongLength = (given: number, expected: number): FragilityError =>
  failure('attack/shape', {
    given: `a loss of the attack has a derivative of ${given} values`,
    expected: `${expected}, one for each logit`,
    remedy: 'correct the loss',
  });
