import type { Row } from '@fragility/numerics';
import { roundRow, type Precision } from '../../geometry/rounding.js';
import { TIMES } from './bends.js';

const { max, min } = Math;

/** Where a line leads from a point on. */
export interface Heading {
  /** d, values in (−1, 1). */
  readonly direction: Row;
  /** Length of a step in the units of x. */
  readonly step: number;
  /** Ends of the bounds, infinite where there are none. */
  readonly within: readonly [number, number];
  readonly precision: Precision;
}

/** s·d, its coordinates turned round where the last place on the line would be out of bounds. */
function ahead(x: Row, { direction, step, within: [lower, upper] }: Heading): Row {
  const last = TIMES.at(-1)! * step;
  const moves = new Float64Array(x.length);
  for (let k = 0; k < x.length; k++) {
    const end = x[k]! + last * direction[k]!;
    moves[k] = end > upper || end < lower ? -step * direction[k]! : step * direction[k]!;
  }
  return moves;
}

/** x + t·moves, within the bounds and in the precision. */
function placeAt(t: number, x: Row, moves: Row, { within: [lower, upper], precision }: Heading): Row {
  const z = new Float64Array(x.length);
  for (let k = 0; k < x.length; k++) z[k] = min(upper, max(lower, x[k]! + t * moves[k]!));
  return roundRow(z, precision, z);
}

/** The point x itself, and those at the other times of a line through it. */
export function pointsOnLine(x: Row, heading: Heading): Row[] {
  const moves = ahead(x, heading);
  return [x, ...TIMES.slice(1).map((t) => placeAt(t, x, moves, heading))];
}
