import { integer, type Grid, type Norm, type Random, type Window } from '@fragility/numerics';

/** Smallest side of windows of an image in L2 and L1, where a window has to hold two bumps. */
const LEAST_SIDE = 3;

/**
 * Height and width of the window that holds the share p of the grid: a square of side √(p·rows·columns), in one row an interval of p·columns.
 *
 * In L2 and L1 sides of images are odd and at least 3, as far as the image allows.
 */
export function windowSize({ rows, columns }: Grid, share: number, norm: Norm): readonly [number, number] {
  if (rows === 1) return [1, Math.max(1, Math.round(share * columns))];
  let side = Math.max(1, Math.round(Math.sqrt(share * rows * columns)));
  if (norm !== 'linf') side = Math.max(LEAST_SIDE, side + 1 - (side % 2));
  side = Math.min(side, rows, columns);
  return [side, side];
}

/** A window of this size at a place uniform over all where it fits. */
export const place = ({ rows, columns }: Grid, [height, width]: readonly [number, number], random: Random): Window => ({
  top: integer(random, rows - height + 1),
  left: integer(random, columns - width + 1),
  height,
  width,
});
