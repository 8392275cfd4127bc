import { dot, leastSquares, matrix, mean, qr } from '@fragility/numerics';

type Numbers = ArrayLike<number>;

/** A least-squares fit y ≈ a + Σ b_k x_k. */
export interface Fit {
  readonly intercept: number;
  readonly coefficients: Float64Array;
  readonly residuals: Float64Array;
  readonly r2: number;
  /** R² of each value foretold from all others. */
  readonly leftOut: number;
}

/** Smallest share of a column that others leave unexplained for it to count as independent of them. */
const INDEPENDENT = 1e-9;

/** A column without its mean, of length 1, and the length that it had; null where it is constant. */
function standard(column: Numbers): { readonly unit: Float64Array; readonly size: number } | null {
  const centre = mean(column);
  const unit = Float64Array.from(column, (value) => value - centre);
  const size = Math.sqrt(dot(unit, unit));
  if (!(size > INDEPENDENT * Math.abs(centre) * Math.sqrt(column.length))) return null;
  return { unit: unit.map((value) => value / size), size };
}

/**
 * Least squares with an intercept, and how well it foretells what it has not seen.
 *
 *     R² = 1 − Σ e_i² / Σ (y_i − ȳ)²        R²_left-out = 1 − Σ (e_i / (1 − h_i))² / Σ (y_i − ȳ_{−i})²
 *
 * h_i is the leverage, ȳ_{−i} the mean of the others: no fit is repeated. Source: Allen, Technometrics 16 (1974) 125.
 *
 * @param predictors columns, each as long as y
 * @returns null where there are no more values than coefficients, y or a predictor is constant, or predictors depend on one another
 * @example regress([[0, 1, 2, 3]], [1, 3, 5, 7])!.coefficients; // Float64Array [2]
 */
export function regress(predictors: readonly Numbers[], y: Numbers): Fit | null {
  const n = y.length;
  const columns = predictors.map(standard);
  const target = n > predictors.length + 1 ? standard(y) : null;
  if (!target || columns.some((column) => column === null)) return null;
  const p = columns.length;
  const data = new Float64Array(n * (p + 1));
  for (let i = 0; i < n; i++) {
    data[i * (p + 1)] = 1 / Math.sqrt(n);
    columns.forEach((column, k) => (data[i * (p + 1) + k + 1] = column!.unit[i]!));
  }
  const design = matrix(n, p + 1, data);
  const factors = qr(design);
  for (let k = 0; k <= p; k++) if (!(factors.r.data[k * (p + 1) + k]! ** 2 > INDEPENDENT)) return null;
  const beta = leastSquares(design, matrix(n, 1, Float64Array.from(y))).data;
  const q = factors.thinQ().data;
  const centre = mean(y);
  const residuals = new Float64Array(n);
  let [inside, outside, total, apart] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    let [fitted, leverage] = [0, 0];
    for (let k = 0; k <= p; k++) {
      fitted += data[i * (p + 1) + k]! * beta[k]!;
      leverage += q[i * (p + 1) + k]! ** 2;
    }
    residuals[i] = y[i]! - fitted;
    inside += residuals[i]! ** 2;
    outside += (residuals[i]! / Math.max(1 - leverage, INDEPENDENT)) ** 2;
    total += (y[i]! - centre) ** 2;
    apart += (((y[i]! - centre) * n) / (n - 1)) ** 2;
  }
  const coefficients = Float64Array.from(columns, (column, k) => beta[k + 1]! / column!.size);
  const intercept = centre - coefficients.reduce((sum, b, k) => sum + b * mean(predictors[k]!), 0);
  return { intercept, coefficients, residuals, r2: 1 - inside / total, leftOut: 1 - outside / apart };
}
