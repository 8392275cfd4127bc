import type { Classifier } from '@fragility/model';
import { random, rows, stack, type Row } from '@fragility/numerics';
import { deviation, magnitude, straight } from './bends.js';
import { pointsOnLine } from './line.js';
import { roundBounds, roundRow, unitRoundoff } from '../../geometry/rounding.js';

const { max, min } = Math;

/** Steps along the line, in unit roundoffs of the largest coordinate: so short that the model is straight, unless rounding hides the step; then longer. */
const STEPS = [2 ** 8, 2 ** 12, 2 ** 16, 2 ** 20];
/** Multiple of the standard deviation that a margin has to exceed: on other machines, logits are up to 5 away in thousands of points. */
const DEVIATIONS = 12;
/** Share of the largest logit, and multiple of the noise at the model's reference point, that is the most that counts as noise. */
const MOST = { logit: 1 / 16, noise: 4 };
/** The same, beyond which a margin is not in doubt. */
const CLEAR = { logit: 1 / 1024, noise: 16 };
/** Difference of two results at one point, in unit roundoffs of the largest logit, that no order of summation explains. */
const RANDOMISED = 2 ** 12;

/** Rounding noise of a model at a point. */
export interface Noise {
  /** A point counts as fooled where its margin is below −level. */
  readonly level: number;
  /** Whether the model returned the point twice, and otherwise than rounding explains. */
  readonly randomised: boolean;
}

/** Measures by how much another order of summation, in another batch or on another machine, may change the logits of a model. */
export interface NoiseMeter {
  /** The point x, and seven more on a line through it, within the bounds, so near that the model is straight between them; `size` is the input's largest coordinate. */
  line(x: Row, size?: number): Row[];
  /**
   * Noise from the logits [K] on a line, those that were `seen` at its first point before, and the largest logit at the input, `scale`.
   *
   *     level = 12 σ,   σ = max{ b₄,  |f(x) − seen|,  u·|f(x)|/2 }
   *
   * |·| is the largest over all logits, b₄ the fourth smallest of the line's six bends (second differences, as large as the errors), u the unit
   * roundoff of the model's precision. A straight line does not bend, so what bends was rounded, in the middle of a network or at its end. Never
   * more than a sixteenth of the largest logit, or four times the noise at the reference point.
   * Source: J. J. Moré, S. M. Wild, Estimating computational noise, SIAM J. Sci. Comput. 33 (2011).
   */
  at(line: readonly Row[], seen: Row, scale: number): Noise;
  /** Margin, as a positive number, beyond which a fooled point with logits up to `scale` is not in doubt, so that nothing need be measured. */
  clear(scale: number): number;
}

const apart = (a: Row, b: Row): number => magnitude(a.map((value, j) => value - b[j]!));

/**
 * A meter for inputs whose largest coordinate is `size` at most, in the units of x; it asks the model once about a reference point.
 *
 *     reference ~ U([−size, size]^d ∩ bounds)
 *
 * The point depends on nothing else of the data, so that what is in doubt does not depend on the examples that are attacked together.
 */
export async function noiseMeter(model: Classifier, size: number): Promise<NoiseMeter> {
  const { inputShape, precision } = model;
  const bounds = roundBounds(model.bounds, precision);
  const [lower, upper] = bounds ?? [-Infinity, Infinity];
  const [from, to] = [max(lower, -size), min(upper, size)];
  const unit = unitRoundoff(precision);
  const stream = random('rounding noise');
  const values = inputShape.reduce((a, b) => a * b, 1);
  const direction = Float64Array.from({ length: values }, () => 2 * stream.uniform() - 1);

  const lineOf = (x: Row, length: number, around = 0): Row[] => {
    const step = length * unit * (max(magnitude(x), around) || 1);
    return pointsOnLine(x, { direction, step, within: [lower, upper], precision });
  };

  const noise = (results: readonly Row[], seen: Row, scale: number, atReference: number): Noise => {
    const [here] = results as [Row];
    const largest = max(scale, magnitude(here));
    const moved = apart(here, seen);
    const level = DEVIATIONS * max(deviation(results), moved, (unit * magnitude(here)) / 2);
    return {
      level: min(level, max(MOST.logit * largest, MOST.noise * atReference)),
      randomised: moved > RANDOMISED * unit * largest,
    };
  };

  const place = random('reference point');
  const between = (t: number): number => (1 - t) * from + t * to;
  const reference = roundRow(
    direction.map(() => between(place.uniform())),
    precision,
  );
  let [results, step, most] = [[] as Row[], STEPS[0]!, -1];
  for (const length of STEPS) {
    const longer = rows(await model.logits(stack(lineOf(reference, length, size), inputShape)));
    const found = straight(longer);
    if (found > most) [results, step, most] = [longer, length, found];
    if (most === model.classes) break;
  }
  const { level } = noise(results, results[0]!, 0, 0);
  const relative = level / magnitude(results[0]!) || 0;

  return {
    line: (x, around) => lineOf(x, step, around),
    at: (results, seen, scale) => noise(results, seen, scale, level),
    clear: (scale) => max(CLEAR.logit * scale, CLEAR.noise * max(level, relative * scale)),
  };
}
