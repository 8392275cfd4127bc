import { isHeld, multiplyInVectors, sideEntries, type SideEntries } from './side-kernel.js';
import { sizesOf, type LinearMap, type SparseEntries } from './map.js';

function longestOf({ starts, columns }: SparseEntries, width: number): number {
  const perColumn = new Int32Array(width);
  for (const k of columns) perColumn[k]!++;
  let longest = perColumn.reduce((a, b) => Math.max(a, b), 1);
  for (let r = 0; r + 1 < starts.length; r++) longest = Math.max(longest, starts[r + 1]! - starts[r]!);
  return longest;
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
  const applyAbsolute: LinearMap['applyAbsolute'] = (x, y) => {
    for (let r = 0; r < rows; r++) {
      let sum = 0;
      for (let e = starts[r]!; e < starts[r + 1]!; e++) sum += Math.abs(values[e]!) * x[columns[e]!]!;
      y[r]! += sum;
    }
  };
  const longest = longestOf(entries, width);
  let sides: SideEntries | undefined;
  return {
    sparse: entries,
    rows,
    columns: width,
    entries: values.length,
    longest,
    apply: (x, y, m, wanted) => {
      if (isHeld(entries, width, longest, m)) {
        multiplyInVectors('apply', (sides ??= sideEntries(entries)), y, x, m, width, wanted);
        return;
      }
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
    applyAbsolute,
    sizes: sizesOf({ rows, columns: width, applyAbsolute }),
    pullAbsolute: (a, to) => {
      for (let r = 0; r < rows; r++) {
        const factor = a[r]!;
        if (factor === 0) continue;
        for (let e = starts[r]!; e < starts[r + 1]!; e++) to[columns[e]!]! += factor * Math.abs(values[e]!);
      }
    },
    pull: (a, to, m) => {
      if (isHeld(entries, width, longest, m)) {
        multiplyInVectors('pull', (sides ??= sideEntries(entries)), a, to, m, width);
        return;
      }
      for (let i = 0; i < m; i++) {
        const at = i * width;
        for (let r = 0; r < rows; r++) {
          const factor = a[i * rows + r]!;
          if (factor === 0) continue;
          for (let e = starts[r]!; e < starts[r + 1]!; e++) to[at + columns[e]!]! += factor * values[e]!;
        }
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
