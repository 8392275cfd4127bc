import { separate } from '@fragility/model-linear';
import { gardnerKappa, median } from '@fragility/numerics';

/** Draws for each α: margins scatter more, and take longer, the nearer α comes to 2. */
const DRAWS = { 0.1: 150, 0.3: 150, 0.5: 120, 0.7: 100, 0.9: 80, 1.1: 50, 1.3: 40, 1.5: 30, 1.7: 25, 1.9: 25 };
const CLOSE = 0.05;
/** z of the intervals that decide: 99.9 %. */
const Z = 3.29;

/** The margin of n = αd random points with random labels; 0 where no hyperplane separates them. */
function margin(n, d, stream) {
  const data = Float64Array.from({ length: n * d }, () => stream.normal());
  const signs = Float64Array.from({ length: n }, () => (stream.uniform() < 0.5 ? -1 : 1));
  return separate({ data, shape: [n, d] }, signs, false)?.margin ?? 0;
}

/** An interval of the median without assumptions on the distribution, from the ranks of a binomial. */
function ranked(values, z) {
  const sorted = [...values].sort((a, b) => a - b);
  const [middle, half] = [values.length / 2, (z * Math.sqrt(values.length)) / 2];
  return [
    sorted[Math.max(0, Math.floor(middle - half))],
    sorted[Math.min(values.length - 1, Math.ceil(middle + half))],
  ];
}

/**
 * The median margin over draws against Gardner's κ(α): within 5 %, or no further from it than chance explains.
 *
 * A single draw of 256 dimensions scatters by 3 % of κ at α = 0.1 and 80 % at 1.9, where one in ten has no margin at all: medians count those as 0. `times` as many
 * draws make the intervals narrower by its root.
 */
export const gardner = (stream, times = 1, d = 256) =>
  Object.entries(DRAWS).map(([alpha, few]) => {
    const draws = Math.round(few * times);
    const n = Math.round(alpha * d);
    const kappa = gardnerKappa(n / d);
    const margins = Array.from({ length: draws }, () => margin(n, d, stream));
    const [low, high] = ranked(margins, 1.96).map((value) => value / kappa);
    const [least, most] = ranked(margins, Z).map((value) => value / kappa);
    return {
      law: `max margin → κ(${alpha}) = ${kappa.toFixed(4)}, d = ${d}`,
      found: `${(median(margins) / kappa).toFixed(3)} κ, 95 %: ${low.toFixed(3)} to ${high.toFixed(3)} of ${draws} draws`,
      holds: least <= 1 + CLOSE && most >= 1 - CLOSE,
    };
  });
