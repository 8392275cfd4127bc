import type { Matrix } from './matrix.js';
import { PANEL, STRIP, stripKernel } from './strip.js';

/** Part of a matrix, or its transpose: entry (i, j) is `data[start + i * rowStride + j * columnStride]`. */
export interface View {
  readonly data: Float64Array;
  readonly start: number;
  readonly rows: number;
  readonly columns: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

/** Rows and columns of a matrix from (row, column) on; to its end where no size is given. */
export const view = (
  { data, rows, columns }: Matrix,
  row = 0,
  column = 0,
  height = rows - row,
  width = columns - column,
): View => ({
  data,
  start: row * columns + column,
  rows: height,
  columns: width,
  rowStride: columns,
  columnStride: 1,
});

export const transposed = ({ rows, columns, rowStride, columnStride, ...rest }: View): View => ({
  ...rest,
  rows: columns,
  columns: rows,
  rowStride: columnStride,
  columnStride: rowStride,
});

/** Writes rows `first…first + rows`, columns `left…left + depth` in strips of 4 rows, the last filled up with zeros. */
function pack(to: Float64Array, from: View, first: number, rows: number, left: number, depth: number): void {
  const { data, rowStride, columnStride } = from;
  let at = 0;
  for (let i = 0; i < rows; i += STRIP) {
    const height = Math.min(STRIP, rows - i);
    let source = from.start + (first + i) * rowStride + left * columnStride;
    for (let l = 0; l < depth; l++, source += columnStride, at += STRIP) {
      to[at] = data[source]!;
      to[at + 1] = height > 1 ? data[source + rowStride]! : 0;
      to[at + 2] = height > 2 ? data[source + 2 * rowStride]! : 0;
      to[at + 3] = height > 3 ? data[source + 3 * rowStride]! : 0;
    }
  }
}

/** C ← C + factor · product, for a strip `[rows, 4]` whose first entry belongs at (row, column) of C. */
function addStrip(c: View, row: number, rows: number, column: number, product: Float64Array, factor: number): void {
  const { data, rowStride } = c;
  const width = Math.min(STRIP, c.columns - column);
  let to = c.start + row * rowStride + column;
  for (let from = 0; from < rows * STRIP; from += STRIP, to += rowStride) {
    data[to]! += factor * product[from]!;
    if (width > 1) data[to + 1]! += factor * product[from + 1]!;
    if (width > 2) data[to + 2]! += factor * product[from + 2]!;
    if (width > 3) data[to + 3]! += factor * product[from + 3]!;
  }
}

/** C ← C + factor · A B, in place. C must have contiguous rows and not overlap A or B; the caller matches the sizes. */
export function addProduct(c: View, a: View, b: View, factor = 1): void {
  const kernel = stripKernel();
  const columnsOfB = transposed(b);
  for (let left = 0; left < a.columns; left += PANEL.depth) {
    const depth = Math.min(PANEL.depth, a.columns - left);
    for (let column = 0; column < c.columns; column += PANEL.columns) {
      const width = Math.min(PANEL.columns, c.columns - column);
      pack(kernel.b, columnsOfB, column, width, left, depth);
      for (let row = 0; row < c.rows; row += PANEL.rows) {
        const height = Math.min(PANEL.rows, c.rows - row);
        pack(kernel.a, a, row, height, left, depth);
        for (let j = 0; j < width; j += STRIP) {
          kernel.multiply(Math.ceil(height / STRIP), j / STRIP, depth);
          addStrip(c, row, height, column + j, kernel.product, factor);
        }
      }
    }
  }
}
