import { roundToFloat32, type Bounds, type Row } from '@fragility/numerics';

const { abs, fround, max, min, sign } = Math;

/** Precision in which a model sees its inputs. */
export type Precision = 'float32' | 'float64';

/** Relative spacing of the numbers of a precision: half a unit in the last place. */
export const unitRoundoff = (precision: Precision): number => (precision === 'float32' ? 2 ** -24 : 2 ** -53);

const round = (value: number, precision: Precision): number => (precision === 'float32' ? fround(value) : value);

/** The point as the model sees it: rounded once to its precision, into `to`. */
export function roundRow(x: Row, precision: Precision, to: Row = new Float64Array(x.length)): Row {
  if (precision === 'float32') return roundToFloat32(x, to);
  to.set(x);
  return to;
}

/** Moves the coordinates that lie outside the bounds to them, in place: rounding may have moved a point at a bound beyond it. */
export function clampRow(x: Row, bounds: Bounds): Row {
  if (bounds) for (let k = 0; k < x.length; k++) x[k] = min(bounds[1], max(bounds[0], x[k]!));
  return x;
}

/** The next number of the precision, or the one after it, from `value` towards `inside`; at most `inside`. */
function nearer(value: number, inside: number, precision: Precision): number {
  const step = max(abs(value), 2 ** -100) * 2 * unitRoundoff(precision);
  return step < abs(inside - value) ? round(value + sign(inside - value) * step, precision) : inside;
}

/** Bounds whose ends the precision can represent, rounded inwards. */
export function roundBounds(bounds: Bounds, precision: Precision): Bounds {
  if (!bounds) return null;
  let [lower, upper] = [round(bounds[0], precision), round(bounds[1], precision)];
  while (lower < bounds[0]) lower = nearer(lower, bounds[1], precision);
  while (upper > bounds[1]) upper = nearer(upper, bounds[0], precision);
  return [lower, upper];
}

/** The row moved by `shift`, up to the bound ahead: in the precision, and back by as little as keeps it within |shift| of the row. */
function moved(row: Row, shift: number, bound: number, precision: Precision): Row {
  const radius = abs(shift);
  const result = new Float64Array(row.length);
  for (let k = 0; k < row.length; k++) {
    const from = row[k]!;
    let end = bound;
    if (abs(bound - from) > radius) {
      end = round(from + shift, precision);
      while (abs(end - from) > radius) end = nearer(end, from, precision);
    }
    result[k] = end;
  }
  return result;
}

/**
 * Ends of the L∞ ball ∩ bounds, coordinate by coordinate, rounded towards the input:
 * any value between them, rounded to the precision, stays within `radius` of the input.
 */
export function ends(input: Row, radius: number, bounds: Bounds, precision: Precision): { lower: Row; upper: Row } {
  const [lower, upper] = bounds ?? [-Infinity, Infinity];
  return { lower: moved(input, -radius, lower, precision), upper: moved(input, radius, upper, precision) };
}
