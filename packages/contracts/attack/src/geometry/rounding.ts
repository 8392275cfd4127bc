import type { Bounds, Row } from '@fragility/numerics';

/** Precision in which a model sees its inputs. */
export type Precision = 'float32' | 'float64';

/** Relative spacing of the numbers of a precision: half a unit in the last place. */
export const unitRoundoff = (precision: Precision): number => (precision === 'float32' ? 2 ** -24 : 2 ** -53);

/** The point as the model sees it: rounded once to its precision, into `to`. */
export function roundRow(x: Row, precision: Precision, to: Row = new Float64Array(x.length)): Row {
  if (precision === 'float64') to.set(x);
  else for (let k = 0; k < x.length; k++) to[k] = Math.fround(x[k]!);
  return to;
}

/** Moves the coordinates that lie outside the bounds to them, in place: rounding may have moved a point at a bound beyond it. */
export function clampRow(x: Row, bounds: Bounds): Row {
  if (bounds) for (let k = 0; k < x.length; k++) x[k] = Math.min(bounds[1], Math.max(bounds[0], x[k]!));
  return x;
}

/** `value` rounded to the precision, moved towards `inside` by as little as makes it hold. */
function towards(value: number, inside: number, precision: Precision, holds: (rounded: number) => boolean): number {
  const round = precision === 'float32' ? Math.fround : (v: number) => v;
  const sign = Math.sign(inside - value);
  let rounded = round(value);
  let step = Math.max(Math.abs(rounded), 2 ** -100) * 2 * unitRoundoff(precision);
  for (; !holds(rounded) && step < Math.abs(inside - value); step *= 2) rounded = round(value + sign * step);
  return holds(rounded) ? rounded : inside;
}

/** Bounds whose ends the precision can represent, rounded inwards. */
export const roundBounds = (bounds: Bounds, precision: Precision): Bounds =>
  bounds && [
    towards(bounds[0], bounds[1], precision, (v) => v >= bounds[0]),
    towards(bounds[1], bounds[0], precision, (v) => v <= bounds[1]),
  ];

/**
 * Ends of the L∞ ball ∩ bounds, coordinate by coordinate, rounded towards the input:
 * any value between them, rounded to the precision, stays within `radius` of the input.
 */
export function ends(input: Row, radius: number, bounds: Bounds, precision: Precision): { lower: Row; upper: Row } {
  const lower = new Float64Array(input.length);
  const upper = new Float64Array(input.length);
  const [least, most] = bounds ?? [-Infinity, Infinity];
  for (let k = 0; k < input.length; k++) {
    const centre = input[k]!;
    const within = (v: number): boolean => Math.abs(v - centre) <= radius;
    lower[k] = Math.max(least, towards(centre - radius, centre, precision, within));
    upper[k] = Math.min(most, towards(centre + radius, centre, precision, within));
  }
  return { lower, upper };
}
