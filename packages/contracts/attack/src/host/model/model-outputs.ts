import { dot, type FragilityError, type Row } from '@fragility/numerics';
import { describeThrown } from '@fragility/plugin';
import { failure } from '../failure.js';
import { MODEL_THREW, NOT_A_NUMBER } from '../records/reasons.js';

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
