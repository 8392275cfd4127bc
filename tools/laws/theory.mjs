import { distributions, FAMILIES, FAMILY_NAMES } from '@fragility/dataset-distributions';
import { openDataset } from '@fragility/dataset';
import {
  compressionCdf,
  dot,
  kolmogorovSmirnov,
  linearFit,
  matrix,
  mean,
  normalCdf,
  quantile,
  solve,
} from '@fragility/numerics';

/** P-value below which a law is given up. */
const LEVEL = 0.001;

/** What a test of a law found. */
const tested = (law, { pValue }, n) => ({
  law,
  found: `p = ${pValue.toPrecision(3)} of ${n} draws`,
  holds: pValue > LEVEL,
});

const shapeOf = { dimension: 12, degrees: 3, correlation: 0.9, rank: 8, noise: 0.1, clusters: 8, share: 0.1, ratio: 5 };

/** A sample of ±1 against equal chances, by the normal approximation of the binomial. */
const coin = (sample) => {
  const z = (Math.abs(mean(sample)) * sample.length - 1) / Math.sqrt(sample.length);
  return { pValue: sample.every((x) => Math.abs(x) === 1) ? 2 * (1 - normalCdf(Math.max(0, z))) : 0 };
};

/** The marginal of one coordinate of every distribution, one point of each of many datasets. */
export async function marginals(stream, draws = 2000) {
  const rows = [];
  for (const name of FAMILY_NAMES) {
    const degrees = name.startsWith('student') ? [3, 5] : [3];
    for (const nu of degrees) {
      const options = FAMILIES[name].options.includes('degrees') ? { degrees: nu } : {};
      const dataset = await openDataset(distributions, { distribution: name, dimension: 12, ...options }, { seed: 0 });
      const sample = [];
      for (let k = 0; k < draws; k++) {
        const again = await dataset.population.draw(Math.floor(stream.uniform() * 2 ** 32));
        sample.push((await again.load('train', [0])).inputs.data[Math.floor(stream.uniform() * 12)]);
      }
      const marginal = FAMILIES[name].marginal({ ...shapeOf, degrees: nu });
      const test = marginal ? kolmogorovSmirnov(sample, marginal) : coin(sample);
      rows.push(tested(`marginal of ${dataset.population.name}`, test, draws));
    }
  }
  return rows;
}

/** A pair of a draw of d Gaussian points under the network that interpolates one-hot labels. */
function pair(d, stream) {
  const points = Float64Array.from({ length: d * d }, () => stream.normal());
  const labels = new Float64Array(d);
  [labels[0], labels[1]] = [1, -1];
  const w = solve(matrix(d, d, points), matrix(d, 1, labels)).data;
  const u = Float64Array.from({ length: d }, (_, k) => points[k] - points[d + k]);
  const [slope, far] = [Math.hypot(...w), Math.hypot(...u)];
  return { delta: 1 / slope, compression: Math.abs(dot(w, u)) / (slope * far), ratio: 2 / slope / far, far };
}

/** P(χ²_d ≤ 2y) for even d: 1 − e^(−y) Σ_{k < d/2} y^k / k!. */
function chiSquaredCdf(d, y) {
  let [logTerm, sum] = [-y, Math.exp(-y)];
  for (let k = 1; k < d / 2; k++) sum += Math.exp((logTerm += Math.log(y / k)));
  return 1 - sum;
}

/** The laws of Theorem 1 for pairs of independent draws, and the slope of ρ. */
export function theorem1(stream, draws = 4000) {
  const found = [16, 32, 64, 128].map((d) => ({ d, pairs: Array.from({ length: draws }, () => pair(d, stream)) }));
  const rows = found.flatMap(({ d, pairs }) => {
    const gap = Math.max(...pairs.map(({ compression, ratio }) => Math.abs(compression - ratio)));
    return [
      tested(
        `C² ~ Beta(1/2, (d − 1)/2), d = ${d}`,
        kolmogorovSmirnov(
          pairs.map(({ compression }) => compression),
          (c) => compressionCdf(c, d),
        ),
        draws,
      ),
      tested(
        `δ = |Z|/√2, d = ${d}`,
        kolmogorovSmirnov(
          pairs.map(({ delta }) => delta),
          (x) => (x > 0 ? 2 * normalCdf(x * Math.SQRT2) - 1 : 0),
        ),
        draws,
      ),
      tested(
        `‖x_i − x_j‖ = √2 χ_d, d = ${d}`,
        kolmogorovSmirnov(
          pairs.map(({ far }) => far),
          (x) => chiSquaredCdf(d, (x * x) / 4),
        ),
        draws,
      ),
      { law: `C = ρ, d = ${d}`, found: `|C − ρ| ≤ ${gap.toExponential(1)}`, holds: gap < 1e-9 },
    ];
  });
  const x = found.map(({ d }) => Math.log(d));
  const slope = (again) =>
    linearFit(
      x,
      found.map(({ pairs }) => Math.log(mean(again(pairs)))),
    );
  const ratios = (pairs) => pairs.map(({ ratio }) => ratio);
  const values = Array.from(
    { length: 500 },
    () => slope((pairs) => ratios(pairs.map(() => pairs[Math.floor(stream.uniform() * pairs.length)]))).slope,
  );
  const [low, high] = [quantile(values, 0.025), quantile(values, 0.975)];
  const wide = [quantile(values, 0.0005), quantile(values, 0.9995)];
  rows.push({
    law: 'slope of log ρ against log d is −1/2',
    found: `${slope(ratios).slope.toFixed(3)}, 95 %: ${low.toFixed(3)} to ${high.toFixed(3)}`,
    holds: wide[0] <= -0.5 && wide[1] >= -0.5 && (high - low) / 2 <= 0.02,
  });
  return rows;
}
