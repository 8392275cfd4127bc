import type { LinearMap } from './map.js';

/** Entries of a sparse matrix in the order of its rows. */
export interface SparseEntries {
  /** First entry of each row, and the number of entries at the end. */
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

function longestOf({ starts, columns }: SparseEntries, width: number): number {
  const perColumn = new Int32Array(width);
  for (const k of columns) perColumn[k]!++;
  let longest = perColumn.reduce((a, b) => Math.max(a, b), 1);
  for (let r = 0; r + 1 < starts.length; r++) longest = Math.max(longest, starts[r + 1]! - starts[r]!);
  return longest;
}

/** Rows that are multiplied together, their numbers side by side. */
const SIDE = 8;

/** SIDE rows of `from`, from row `first` on, as columns; zeros in the place of those that are missing. */
function gathered(from: Float64Array, first: number, m: number, size: number, to: Float64Array): void {
  const count = Math.min(SIDE, m - first);
  if (count < SIDE) to.fill(0);
  for (let i = 0; i < count; i++)
    for (let k = 0, at = (first + i) * size; k < size; k++, at++) to[k * SIDE + i] = from[at]!;
}

/** Adds such columns to rows. */
function scattered(from: Float64Array, first: number, m: number, size: number, to: Float64Array): void {
  const count = Math.min(SIDE, m - first);
  for (let i = 0; i < count; i++)
    for (let k = 0, at = (first + i) * size; k < size; k++, at++) to[at]! += from[k * SIDE + i]!;
}

/** to += a W for SIDE rows side by side. */
function pullTogether({ starts, columns, values }: SparseEntries, a: Float64Array, to: Float64Array): void {
  for (let r = 0, at = 0; r + 1 < starts.length; r++, at += SIDE) {
    const a0 = a[at]!;
    const a1 = a[at + 1]!;
    const a2 = a[at + 2]!;
    const a3 = a[at + 3]!;
    const a4 = a[at + 4]!;
    const a5 = a[at + 5]!;
    const a6 = a[at + 6]!;
    const a7 = a[at + 7]!;
    if (a0 === 0 && a1 === 0 && a2 === 0 && a3 === 0 && a4 === 0 && a5 === 0 && a6 === 0 && a7 === 0) continue;
    const end = starts[r + 1]!;
    for (let e = starts[r]!; e < end; e++) {
      const [v, c] = [values[e]!, columns[e]! * SIDE];
      to[c]! += v * a0;
      to[c + 1]! += v * a1;
      to[c + 2]! += v * a2;
      to[c + 3]! += v * a3;
      to[c + 4]! += v * a4;
      to[c + 5]! += v * a5;
      to[c + 6]! += v * a6;
      to[c + 7]! += v * a7;
    }
  }
}

/**
 * The linear map of a sparse matrix: convolutions, pooling, layout and scaling.
 *
 * @example
 * const y = new Float64Array(1);
 * sparseMap(2, { starts: Int32Array.of(0, 1), columns: Int32Array.of(1), values: Float64Array.of(3) }).apply(Float64Array.of(5, 2), y, 1);
 * y; // [6]
 */
export function sparseMap(width: number, entries: SparseEntries): LinearMap {
  const { starts, columns, values } = entries;
  const rows = starts.length - 1;
  return {
    rows,
    columns: width,
    entries: values.length,
    longest: longestOf(entries, width),
    apply: (x, y, m, wanted) => {
      const count = wanted?.length ?? rows;
      for (let i = 0; i < m; i++) {
        const at = i * width;
        for (let c = 0; c < count; c++) {
          const r = wanted ? wanted[c]! : c;
          let sum = 0;
          for (let e = starts[r]!; e < starts[r + 1]!; e++) sum += values[e]! * x[at + columns[e]!]!;
          y[i * rows + r]! += sum;
        }
      }
    },
    applyAbsolute: (x, y) => {
      for (let r = 0; r < rows; r++) {
        let sum = 0;
        for (let e = starts[r]!; e < starts[r + 1]!; e++) sum += Math.abs(values[e]!) * x[columns[e]!]!;
        y[r]! += sum;
      }
    },
    pullAbsolute: (a, to) => {
      for (let r = 0; r < rows; r++) {
        const factor = a[r]!;
        if (factor === 0) continue;
        for (let e = starts[r]!; e < starts[r + 1]!; e++) to[columns[e]!]! += factor * Math.abs(values[e]!);
      }
    },
    pull: (a, to, m) => {
      if (m < SIDE / 2) {
        for (let i = 0; i < m; i++) {
          const at = i * width;
          for (let r = 0; r < rows; r++) {
            const factor = a[i * rows + r]!;
            if (factor === 0) continue;
            for (let e = starts[r]!; e < starts[r + 1]!; e++) to[at + columns[e]!]! += factor * values[e]!;
          }
        }
        return;
      }
      const [side, sum] = [new Float64Array(rows * SIDE), new Float64Array(width * SIDE)];
      for (let first = 0; first < m; first += SIDE) {
        gathered(a, first, m, rows, side);
        pullTogether(entries, side, sum.fill(0));
        scattered(sum, first, m, width, to);
      }
    },
  };
}

/** The sparse map whose rows a function lists, entry by entry. */
export function sparseRows(
  rows: number,
  width: number,
  list: (row: number, add: (column: number, value: number) => void) => void,
): LinearMap {
  const starts = new Int32Array(rows + 1);
  const columns: number[] = [];
  const values: number[] = [];
  const add = (column: number, value: number): void => {
    columns.push(column);
    values.push(value);
  };
  for (let r = 0; r < rows; r++) {
    list(r, add);
    starts[r + 1] = values.length;
  }
  return sparseMap(width, { starts, columns: Int32Array.from(columns), values: Float64Array.from(values) });
}

/** y_i = factor_i x_i, a single factor for all or one for each. */
export const scaling = (size: number, factor: number | Float64Array): LinearMap =>
  sparseRows(size, size, (row, add) => add(row, typeof factor === 'number' ? factor : factor[row]!));

/** y_i = x_{source_i}, and 0 where the source is −1. */
export const selection = (source: ArrayLike<number>, width: number): LinearMap =>
  sparseRows(source.length, width, (row, add) => {
    if (source[row]! >= 0) add(source[row]!, 1);
  });
