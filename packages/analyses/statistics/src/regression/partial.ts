import { pearson } from '@fragility/numerics';
import { regress } from './regress.js';

type Numbers = ArrayLike<number>;

/**
 * Correlation of y with predictor k when what the other predictors explain is taken from both.
 *
 *     r_{yk·rest} = corr(e_y, e_k),  e the residuals of least squares on the other predictors
 *
 * @returns null where it is not defined: the other predictors explain y or the predictor to the last digit
 * @example
 * const [x, z] = [[1, 2, 3, 4, 6], [2, 1, 4, 3, 5]];
 * partialCorrelation([x, z], x.map((v, i) => v - z[i]! + (i === 2 ? 0.1 : 0)), 0)! > 0.9; // true
 */
export function partialCorrelation(predictors: readonly Numbers[], y: Numbers, k: number): number | null {
  const rest = predictors.filter((_, at) => at !== k);
  if (rest.length === 0) return regress([predictors[k]!], y) ? pearson(predictors[k]!, y) : null;
  const whole = regress(predictors, y);
  const [own, other] = [regress(rest, y), regress(rest, predictors[k]!)];
  if (!whole || !own || !other) return null;
  const found = pearson(other.residuals, own.residuals);
  return Number.isFinite(found) ? found : null;
}
