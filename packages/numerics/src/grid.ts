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

/**
 * The grid of a shape: [h, w, c] and [h, w] are images; every other shape is one row, whose windows are intervals of coordinates.
 *
 * @example gridOf([28, 28, 1]); // { rows: 28, columns: 28, channels: 1 }
 */
export function gridOf(shape: readonly number[]): Grid {
  const size = shape.reduce((a, b) => a * b, 1);
  const image = shape.length === 2 || shape.length === 3;
  const [rows, columns, channels] = image ? [shape[0]!, shape[1]!, shape[2] ?? 1] : [1, size, 1];
  return Math.min(rows, columns) === 1 ? { rows: 1, columns: rows * columns, channels } : { rows, columns, channels };
}

/**
 * The coordinates of one channel of a window, row by row.
 *
 * @example coordinates(gridOf([3, 4]), { top: 1, left: 2, height: 2, width: 2 }, 0); // [6, 7, 10, 11]
 */
export function coordinates({ columns, channels }: Grid, window: Window, channel: number): Int32Array {
  const { top, left, height, width } = window;
  const list = new Int32Array(height * width);
  for (let i = 0; i < height; i++)
    for (let j = 0; j < width; j++) list[i * width + j] = ((top + i) * columns + left + j) * channels + channel;
  return list;
}
