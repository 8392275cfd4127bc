import type { Norm, Random } from '@fragility/numerics';
import { integer } from '@fragility/numerics';

/** How the coordinates of an input lie in the plane: coordinate ((i · columns) + j) · channels + k is channel k of row i, column j. */
export interface Grid {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
}

/** A rectangle of a grid, all its channels. */
export interface Window {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** Smallest side of windows of an image in L2 and L1, where a window has to hold two bumps. */
const LEAST_SIDE = 3;

/** [h, w, c] and [h, w] are images; every other shape is one row, whose windows are intervals of coordinates. */
export function gridOf(shape: readonly number[]): Grid {
  const size = shape.reduce((a, b) => a * b, 1);
  const image = shape.length === 2 || shape.length === 3;
  const [rows, columns, channels] = image ? [shape[0]!, shape[1]!, shape[2] ?? 1] : [1, size, 1];
  return Math.min(rows, columns) === 1 ? { rows: 1, columns: rows * columns, channels } : { rows, columns, channels };
}

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

/** The coordinates of one channel of a window, row by row. */
export function coordinates({ columns, channels }: Grid, window: Window, channel: number): Int32Array {
  const { top, left, height, width } = window;
  const list = new Int32Array(height * width);
  for (let i = 0; i < height; i++)
    for (let j = 0; j < width; j++) list[i * width + j] = ((top + i) * columns + left + j) * channels + channel;
  return list;
}
