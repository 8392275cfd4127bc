import type { Classifier } from '@fragility/model';
import { random, rows, stack, type Row } from '@fragility/numerics';
import { roundBounds, roundRow, unitRoundoff } from '../geometry/rounding.js';

const { abs, max, min } = Math;

/** Points of a line on which noise is measured: six second differences, of which a kink or a jump between two points spoils two. */
const POINTS = 8;
/** Which of them counts, from the smallest on. */
const CHOSEN = 3;
/** Steps along the line, in unit roundoffs of the largest coordinate: so short that the model is straight, unless rounding hides the step. */
const STEPS = [2 ** 8, 2 ** 12, 2 ** 16, 2 ** 20];
/** Multiple of the standard deviation that a margin has to exceed: on other machines, logits are up to 5 away in thousands of points. */
const DEVIATIONS = 12;
/** Share of the largest logit, and multiple of the noise at the model's reference point, that is the most that counts as noise. */
const MOST = { logit: 1 / 16, noise: 4 };
/** The same, beyond which a margin is not in doubt. */
const CLEAR = { logit: 1 / 1024, noise: 16 };
/** Difference of two answers to one point, in unit roundoffs of the largest logit, that no order of summation explains. */
const RANDOMISED = 2 ** 12;

/** Rounding noise of a model at a point. */
export interface Noise {
  /** A point counts as fooled where its margin is below −level. */
  readonly level: number;
  /** Whether the model answered the point twice, and otherwise than rounding explains. */
  readonly randomised: boolean;
}

/** Measures by how much another order of summation, in another batch or on another machine, may change the logits of a model. */
export interface NoiseMeter {
  /** The point x, and seven more on a line through it, within the bounds, so near that the model is straight between them; `size` is the input's largest coordinate. */
  line(x: Row, size?: number): Row[];
  /**
   * Noise from the logits [K] on a line, those that were `seen` at its first point before, and the largest logit at the input, `scale`.
   *
   *     level = 12 σ,   σ = max{ b₄,  |f(x) − seen|,  u·|f(x)|/2 },   b_i = |f(x + (i−1)h) − 2 f(x + ih) + f(x + (i+1)h)| / √6
   *
   * |·| is the largest over all logits, b₄ the fourth smallest of six, u the unit roundoff of the model's precision. A straight line has no second
   * difference, so what there is was rounded, in the middle of a network or at its end. Never more than a sixteenth of the
   * largest logit, or four times the noise at the reference point.
   * Source: J. J. Moré, S. M. Wild, Estimating computational noise, SIAM J. Sci. Comput. 33 (2011).
   */
  at(line: readonly Row[], seen: Row, scale: number): Noise;
  /** Margin, as a positive number, beyond which a fooled point with logits up to `scale` is not in doubt, so that nothing need be measured. */
  clear(scale: number): number;
}

/** Largest magnitude of a row's numbers, without those that are infinite or NaN; 0 where there is none. */
export function magnitude(x: Row): number {
  let most = 0;
  for (const value of x) {
    const size = abs(value);
    if (size > most && size < Infinity) most = size;
  }
  return most;
}

const apart = (a: Row, b: Row): number => magnitude(a.map((value, j) => value - b[j]!));

/** Standard deviation of the errors on a line: of second differences, whose errors are √6 times as large; 0 of fewer than six points. */
function deviation(line: readonly Row[]): number {
  const bends = line
    .slice(2)
    .map((next, i) => magnitude(next.map((value, j) => value - 2 * line[i + 1]![j]! + line[i]![j]!)));
  return (bends.toSorted((a, b) => a - b)[CHOSEN] ?? 0) / Math.sqrt(6);
}

/** Whether most steps along a line change no logit: what the model adds in between is larger than the step's share of it. */
function isHidden(line: readonly Row[]): boolean {
  const still = line.slice(1).map((next, i) => next.reduce((sum, v, j) => sum + (v === line[i]![j] ? 1 : 0), 0));
  return 2 * still.reduce((a, b) => a + b) > (line.length - 1) * line[0]!.length;
}

/**
 * A meter for a model, which it asks once about a reference point: one that is the same for all examples, so that what is in doubt does not
 * depend on the data.
 */
export async function noiseMeter(model: Classifier): Promise<NoiseMeter> {
  const { inputShape, precision } = model;
  const bounds = roundBounds(model.bounds, precision);
  const [lower, upper] = bounds ?? [-Infinity, Infinity];
  const unit = unitRoundoff(precision);
  const stream = random('rounding noise');
  const values = inputShape.reduce((a, b) => a * b, 1);
  const direction = Float64Array.from({ length: values }, () => 2 * stream.uniform() - 1);

  const lineOf = (x: Row, length: number, size = 0): Row[] => {
    const step = length * unit * (Math.max(magnitude(x), size) || 1);
    const others = Array.from({ length: POINTS - 1 }, () => new Float64Array(x.length));
    for (let k = 0; k < x.length; k++) {
      const ahead = step * direction[k]!;
      const end = x[k]! + (POINTS - 1) * ahead;
      const each = end > upper || end < lower ? -ahead : ahead;
      for (let i = 1; i < POINTS; i++) others[i - 1]![k] = min(upper, max(lower, x[k]! + i * each));
    }
    return [x, ...others.map((z) => roundRow(z, precision, z))];
  };

  const noise = (answers: readonly Row[], seen: Row, scale: number, atReference: number): Noise => {
    const [here] = answers as [Row];
    const largest = Math.max(scale, magnitude(here));
    const moved = apart(here, seen);
    const level = DEVIATIONS * Math.max(deviation(answers), moved, (unit * magnitude(here)) / 2);
    return {
      level: Math.min(level, Math.max(MOST.logit * largest, MOST.noise * atReference)),
      randomised: moved > RANDOMISED * unit * largest,
    };
  };

  const place = random('reference point');
  const uniform = (): number => lower + (upper - lower) * place.uniform();
  const reference = roundRow(direction.map(bounds ? uniform : place.normal), precision);
  const along = async (length: number): Promise<Row[]> =>
    rows(await model.logits(stack(lineOf(reference, length), inputShape)));
  let answers = await along(STEPS[0]!);
  let step = STEPS[0]!;
  for (const longer of STEPS.slice(1)) {
    if (!isHidden(answers)) break;
    answers = await along((step = longer));
  }
  if (isHidden(answers)) step = STEPS[0]!;
  const { level } = noise(answers, answers[0]!, 0, 0);

  return {
    line: (x, size) => lineOf(x, step, size),
    at: (answers, seen, scale) => noise(answers, seen, scale, level),
    clear: (scale) => Math.max(CLEAR.logit * scale, CLEAR.noise * level),
  };
}
