import type { Row } from '../batch.js';
import { FragilityError } from '../error.js';
import type { Criterion, Loss } from '../types.js';

/** Refuses a class that the logits do not have. */
export function checkClass(logits: Row, index: number): void {
  if (!(Number.isInteger(index) && index >= 0 && index < logits.length)) {
    throw new FragilityError(
      {
        given: `class ${index} of ${logits.length} logits`,
        expected: `an integer from 0 to ${logits.length - 1}`,
        remedy: 'check the label or target',
      },
      { where: 'numerics/losses', code: 'numerics/class', kind: 'failure' },
    );
  }
}

/** Index of the largest logit except `except`, first on ties; NaN is never the largest. */
export function strongestExcept(logits: Row, except: number): number {
  let best = -1;
  for (let j = 0; j < logits.length; j++) {
    if (j === except) continue;
    const improves =
      best < 0 || logits[j]! > logits[best]! || (Number.isNaN(logits[best]!) && !Number.isNaN(logits[j]!));
    if (improves) best = j;
  }
  return best;
}

/**
 * Class of the largest logit: `argmax_j f_j`, the first on ties.
 *
 * NaN is never the largest; 0 when every logit is NaN.
 *
 * @example predictedClass(Float64Array.of(1, 3, 3)); // 1
 */
export const predictedClass = (logits: Row): number => Math.max(0, strongestExcept(logits, -1));

/**
 * How far an example is from being fooled: negative, strictly, exactly where it is.
 *
 *     untargeted:  f_y − max_{j≠y} f_j          targeted:  max_{j≠t} f_j − f_t
 *
 * `logits` [K]; NaN when any logit is NaN; ±Infinity with a single class.
 *
 * @throws FragilityError `numerics/class` when the label (or target) is not a class.
 * @example margin(Float64Array.of(2, 5, 1), { label: 1 }); // 3
 */
export function margin(logits: Row, { label, target }: Criterion): number {
  const own = target ?? label;
  checkClass(logits, own);
  let strongest = -Infinity;
  for (let j = 0; j < logits.length; j++) {
    const value = logits[j]!;
    if (Number.isNaN(value)) return NaN;
    if (j !== own && value > strongest) strongest = value;
  }
  return target === undefined ? logits[own]! - strongest : strongest - logits[own]!;
}

/**
 * The margin as a loss to ascend: `value = −margin(f, criterion)`, positive exactly where the example is fooled.
 *
 * Cotangent: `e_j − e_y` (untargeted) or `e_t − e_j` (targeted), j the strongest other class.
 *
 * @example marginLoss({ label: 0 })(Float64Array.of(2, 5, 1)).value; // 3
 */
export function marginLoss(criterion: Criterion): Loss {
  const own = criterion.target ?? criterion.label;
  const sign = criterion.target === undefined ? 1 : -1;
  return (logits, cotangent = new Float64Array(logits.length)) => {
    const value = -margin(logits, criterion);
    cotangent.fill(0);
    const other = strongestExcept(logits, own);
    if (other >= 0) cotangent[other] = sign;
    cotangent[own] = -sign;
    return { value, cotangent };
  };
}

/**
 * Advantage of class j over class i: `value = f_j − f_i`, cotangent `e_j − e_i`.
 *
 * @throws FragilityError `numerics/class` when i or j is not a class.
 * @example logitDifference(0, 1)(Float64Array.of(2, 5, 1)).value; // 3
 */
export const logitDifference =
  (i: number, j: number): Loss =>
  (logits, cotangent = new Float64Array(logits.length)) => {
    checkClass(logits, i);
    checkClass(logits, j);
    cotangent.fill(0);
    cotangent[j]! += 1;
    cotangent[i]! -= 1;
    return { value: logits[j]! - logits[i]!, cotangent };
  };
