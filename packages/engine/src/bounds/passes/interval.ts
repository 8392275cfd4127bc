import type { BoundNetwork, LinearStep, MaximumStep, Step } from '../network.js';
import type { Region } from '../region.js';
import { gamma, UNIT } from '../rounding.js';
import { spread } from '../side-by-side/spread.js';

/** Ends of an interval for every coordinate of a value. */
export interface Range {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Rows pulled at once. */
const CHUNK = 64;

/** Σ_t W_t [lower_t, upper_t] + b, outwards by the rounding of the sums. */
function linearRange({ terms, bias }: LinearStep, ranges: readonly (Range | undefined)[]): Range {
  const n = bias.length;
  const [middle, width] = [bias.slice(), new Float64Array(n)];
  for (const { from, map } of terms) {
    const { lower, upper } = ranges[from]!;
    const unit = gamma(map.longest + 8, UNIT.float64);
    const [centre, radius] = [new Float64Array(lower.length), new Float64Array(lower.length)];
    for (let k = 0; k < lower.length; k++) {
      const [low, high] = [lower[k]!, upper[k]!];
      const mean = low / 2 + high / 2;
      const half = Math.max(high - mean, mean - low);
      centre[k] = mean;
      radius[k] = half + unit * (Math.abs(mean) + half);
    }
    spread(map, centre, radius, middle, width);
  }
  const few = gamma(terms.length + 3, UNIT.float64);
  const [lower, upper] = [middle, width];
  for (let k = 0; k < n; k++) {
    const own = middle[k]!;
    const slack = width[k]! + few * (Math.abs(own) + Math.abs(bias[k]!));
    lower[k] = own - slack;
    upper[k] = own + slack;
  }
  return { lower, upper };
}

/** The rows of Σ_t W_t, where all terms are of the input, over the region itself rather than the box around it. */
function exactRange({ terms, bias }: LinearStep, d: number, region: Region): Range {
  const n = bias.length;
  const [lower, upper] = [new Float64Array(n), new Float64Array(n)];
  const [low, high] = [new Float64Array(CHUNK), new Float64Array(CHUNK)];
  const magnitude = new Float64Array(n);
  for (const { map } of terms) map.applyAbsolute(region.magnitude, magnitude);
  for (let first = 0; first < n; first += CHUNK) {
    const m = Math.min(CHUNK, n - first);
    const [pick, rows] = [new Float64Array(m * n), new Float64Array(m * d)];
    for (let i = 0; i < m; i++) pick[i * n + first + i] = 1;
    for (const { map } of terms) map.pull(pick, rows, m);
    region.minima(rows, m, low);
    region.minima(
      rows.map((v) => -v),
      m,
      high,
    );
    for (let i = 0; i < m; i++) {
      const slack = gamma(2 * d + 16, UNIT.float64) * (magnitude[first + i]! + Math.abs(bias[first + i]!));
      lower[first + i] = low[i]! + bias[first + i]! - slack;
      upper[first + i] = -high[i]! + bias[first + i]! + slack;
    }
  }
  return { lower, upper };
}

/** The ends of the largest value of every window. */
export function maximumRange({ width, windows }: MaximumStep, { lower, upper }: Range): Range {
  const n = windows.length / width;
  const most = (of: Float64Array): Float64Array =>
    Float64Array.from({ length: n }, (_, i) => {
      let largest = -Infinity;
      for (let t = i * width; t < (i + 1) * width; t++)
        if (windows[t]! >= 0) largest = Math.max(largest, of[windows[t]!]!);
      return largest;
    });
  return { lower: most(lower), upper: most(upper) };
}

/** What a step makes of intervals. */
export function stepRange(
  step: Step,
  { sizes }: Pick<BoundNetwork, 'sizes'>,
  ranges: readonly (Range | undefined)[],
  region: Region,
): Range {
  if (step.kind === 'maximum') return maximumRange(step, ranges[step.from]!);
  if (step.kind === 'activation') {
    const { lower, upper } = ranges[step.from]!;
    return { lower: lower.map((v) => step.curve.below(v)), upper: upper.map((v) => step.curve.above(v)) };
  }
  const isExact = step.terms.every(({ from }) => from === 0) && (!region.isBox || step.terms.length > 1);
  return isExact ? exactRange(step, sizes[0]!, region) : linearRange(step, ranges);
}

/**
 * Interval bounds of every value of a network over a region: the first linear step exactly (the dual norm of each row), the others step by step.
 *
 * @example intervals(network, region).at(-1)!.lower;
 */
export function intervals(network: BoundNetwork, region: Region): Range[] {
  const ranges: Range[] = [{ lower: region.lower, upper: region.upper }];
  for (const step of network.steps) ranges.push(stepRange(step, network, ranges, region));
  return ranges;
}
