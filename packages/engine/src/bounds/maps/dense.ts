import type { LinearMap } from './map.js';

/** Coefficients that are not zero, four rows of W at a time: each number of the result is loaded and stored once for four products. */
function pullRow(w: Float64Array, a: Float64Array, at: number, rows: number, to: Float64Array, columns: number): void {
  const used = new Int32Array(4);
  let count = 0;
  for (let r = 0; r <= rows; r++) {
    if (r < rows && a[at + r] !== 0) used[count++] = r;
    if (count === 0 || (count < 4 && r < rows)) continue;
    const [r0, r1, r2, r3] = [used[0]!, used[1]!, used[2]!, used[3]!];
    const [a0, a1, a2, a3] = [a[at + r0]!, a[at + r1]!, a[at + r2]!, a[at + r3]!];
    const [w0, w1, w2, w3] = [r0 * columns, r1 * columns, r2 * columns, r3 * columns];
    if (count === 4)
      for (let k = 0; k < columns; k++) to[k]! += a0 * w[w0 + k]! + a1 * w[w1 + k]! + a2 * w[w2 + k]! + a3 * w[w3 + k]!;
    else
      for (let c = 0; c < count; c++) {
        const [factor, from] = [a[at + used[c]!]!, used[c]! * columns];
        for (let k = 0; k < columns; k++) to[k]! += factor * w[from + k]!;
      }
    count = 0;
  }
}

/**
 * The linear map of a dense matrix `[rows, columns]`, row-major.
 *
 * @example
 * const y = new Float64Array(1);
 * denseMap(1, 2, Float64Array.of(3, 4)).apply(Float64Array.of(1, 1), y, 1);
 * y; // [7]
 */
export function denseMap(rows: number, columns: number, w: Float64Array): LinearMap {
  return {
    rows,
    columns,
    entries: rows * columns,
    longest: Math.max(rows, columns),
    apply: (x, y, m, wanted) => {
      const count = wanted?.length ?? rows;
      for (let i = 0; i < m; i++) {
        for (let c = 0; c < count; c++) {
          const r = wanted ? wanted[c]! : c;
          let [s0, s1, s2, s3] = [0, 0, 0, 0];
          const [from, at] = [r * columns, i * columns];
          let k = 0;
          for (; k + 3 < columns; k += 4) {
            s0 += w[from + k]! * x[at + k]!;
            s1 += w[from + k + 1]! * x[at + k + 1]!;
            s2 += w[from + k + 2]! * x[at + k + 2]!;
            s3 += w[from + k + 3]! * x[at + k + 3]!;
          }
          for (; k < columns; k++) s0 += w[from + k]! * x[at + k]!;
          y[i * rows + r]! += s0 + s1 + (s2 + s3);
        }
      }
    },
    applyAbsolute: (x, y) => {
      for (let r = 0; r < rows; r++) {
        let [s0, s1] = [0, 0];
        const from = r * columns;
        let k = 0;
        for (; k + 1 < columns; k += 2) {
          s0 += Math.abs(w[from + k]!) * x[k]!;
          s1 += Math.abs(w[from + k + 1]!) * x[k + 1]!;
        }
        if (k < columns) s0 += Math.abs(w[from + k]!) * x[k]!;
        y[r]! += s0 + s1;
      }
    },
    pull: (a, to, m) => {
      for (let i = 0; i < m; i++) pullRow(w, a, i * rows, rows, to.subarray(i * columns, (i + 1) * columns), columns);
    },
  };
}
