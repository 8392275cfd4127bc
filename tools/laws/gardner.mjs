import { separate } from '@fragility/model-linear';
import { bootstrap, gardnerKappa, mean, median } from '@fragility/numerics';
import { calibrated, weightedMedian } from './calibrate.mjs';

/** Draws for each α: margins scatter more beside κ the nearer α comes to 2. */
const DRAWS = { 0.1: 60, 0.3: 60, 0.5: 60, 0.7: 60, 0.9: 60, 1.1: 60, 1.3: 80, 1.5: 120, 1.7: 200, 1.9: 700 };
/** Draws below which weights for three moments may not exist. */
const FEWEST = 50;
const CLOSE = 0.05;
const ROUNDS = 300;
/** z of the intervals that decide: 99.9 %. */
const Z = 3.29;

/**
 * The margin of n = αd random points with random labels, 0 where no hyperplane separates them, and moments of the points whose means are known:
 *
 *     ‖Σ z_i‖²/(nd),   Σ ‖z_i‖²/(nd),   Σ_i ⟨z_i, Σ_j z_j⟩²/(nd (n + d + 1)),   z_i = y_i x_i: means 1
 *
 * Labels of their own change nothing about z.
 */
function draw(n, d, stream) {
  const data = Float64Array.from({ length: n * d }, () => stream.normal());
  const sum = new Float64Array(d);
  let squares = 0;
  for (let i = 0; i < n * d; i++) {
    sum[i % d] += data[i];
    squares += data[i] * data[i];
  }
  let along = 0;
  for (let i = 0; i < n; i++) {
    let product = 0;
    for (let k = 0; k < d; k++) product += data[i * d + k] * sum[k];
    along += product * product;
  }
  const square = sum.reduce((total, value) => total + value * value, 0);
  const moments = [square / (n * d) - 1, squares / (n * d) - 1, along / (n * d * (n + d + 1)) - 1];
  return {
    margin: separate({ data, shape: [n, d] }, new Float64Array(n).fill(1), false)?.margin ?? 0,
    moments,
  };
}

/** The typical margin of draws that are weighted so that their moments have the means that are known: the mean, or the median where some have none. */
function typical(draws) {
  const weights = calibrated(draws.map(({ moments }) => moments));
  const margins = draws.map(({ margin }) => margin);
  if (margins.includes(0)) return weightedMedian(margins, weights);
  return margins.reduce((sum, margin, k) => sum + weights[k] * margin, 0);
}

/**
 * The typical margin over draws against Gardner's κ(α): within 5 %, or no further from it than chance explains.
 *
 * A single draw of 256 dimensions scatters by 6 % of κ at α = 0.5, 20 % at 1.5 and 80 % at 1.9, where one in ten has no margin at all. Most of that is in
 * moments of the points whose means are known, so draws are calibrated to these. `times` as many draws make intervals narrower by its root.
 */
export const gardner = (stream, times = 1, d = 256) =>
  Object.entries(DRAWS).map(([alpha, few]) => {
    const count = Math.max(FEWEST, Math.round(few * times));
    const n = Math.round(alpha * d);
    const kappa = gardnerKappa(n / d);
    const draws = Array.from({ length: count }, () => draw(n, d, stream));
    const { low, high } = bootstrap(
      stream.fork(`bootstrap ${alpha}`),
      count,
      (indices) => typical(Array.from(indices, (k) => draws[k])),
      { rounds: ROUNDS },
    );
    const found = typical(draws) / kappa;
    const plain = draws.map(({ margin }) => margin);
    const raw = (plain.includes(0) ? median(plain) : mean(plain)) / kappa;
    const slack = (Z * (high - low)) / (2 * 1.96) / kappa;
    return {
      law: `max margin → κ(${alpha}) = ${kappa.toFixed(4)}, d = ${d}`,
      found: `${found.toFixed(3)} κ, 95 %: ${(low / kappa).toFixed(3)} to ${(high / kappa).toFixed(3)} of ${count} draws (uncalibrated ${raw.toFixed(3)})`,
      holds: Math.abs(found - 1) <= CLOSE + slack,
    };
  });
