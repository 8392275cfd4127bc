import { sizesOf, type LinearMap } from './map.js';
import { pays, pullInVectors } from './pull-kernel.js';

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

/** Share of numbers that are not zero below which only those are multiplied. */
const SPARSE = 0.25;

/** Where a vector is not zero, if that is in few places. */
function few(x: Float64Array, at: number, n: number): Int32Array | undefined {
  let count = 0;
  const most = n * SPARSE;
  for (let k = 0; k < n; k++) if (x[at + k] !== 0 && ++count > most) return undefined;
  const used = new Int32Array(count);
  count = 0;
  for (let k = 0; k < n; k++) if (x[at + k] !== 0) used[count++] = k;
  return used;
}

/** y += |W| x, x being zero but in some places. */
function applyFewAbsolute(w: Float64Array, x: Float64Array, used: Int32Array, y: Float64Array): void {
  const columns = x.length;
  for (let r = 0, from = 0; r < y.length; r++, from += columns) {
    let sum = 0;
    for (let c = 0; c < used.length; c++) sum += Math.abs(w[from + used[c]!]!) * x[used[c]!]!;
    y[r]! += sum;
  }
}

/** y += W x for the rows that are chosen, x being zero but in some places. */
function applyFew(w: Float64Array, x: Float64Array, used: Int32Array, y: Float64Array, chosen: Int32Array): void {
  const columns = x.length;
  for (const r of chosen) {
    let sum = 0;
    const from = r * columns;
    for (let c = 0; c < used.length; c++) sum += w[from + used[c]!]! * x[used[c]!]!;
    y[r]! += sum;
  }
}

function applyRow(
  w: Float64Array,
  x: Float64Array,
  at: number,
  y: Float64Array,
  chosen: Int32Array,
  columns: number,
): void {
  for (const r of chosen) {
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    const from = r * columns;
    let k = 0;
    for (; k + 3 < columns; k += 4) {
      s0 += w[from + k]! * x[at + k]!;
      s1 += w[from + k + 1]! * x[at + k + 1]!;
      s2 += w[from + k + 2]! * x[at + k + 2]!;
      s3 += w[from + k + 3]! * x[at + k + 3]!;
    }
    for (; k < columns; k++) s0 += w[from + k]! * x[at + k]!;
    y[r]! += s0 + s1 + (s2 + s3);
  }
}

/** The same for four vectors one after the other, each row of W loaded once. */
function applyFour(
  w: Float64Array,
  x: Float64Array,
  y: Float64Array,
  chosen: Int32Array,
  columns: number,
  rows: number,
): void {
  const [b, c, d] = [columns, 2 * columns, 3 * columns];
  for (const r of chosen) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    const from = r * columns;
    for (let k = 0; k < columns; k++) {
      const v = w[from + k]!;
      s0 += v * x[k]!;
      s1 += v * x[b + k]!;
      s2 += v * x[c + k]!;
      s3 += v * x[d + k]!;
    }
    y[r]! += s0;
    y[rows + r]! += s1;
    y[2 * rows + r]! += s2;
    y[3 * rows + r]! += s3;
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
  const all = Int32Array.from({ length: rows }, (_, r) => r);
  const applyAbsolute: LinearMap['applyAbsolute'] = (x, y) => {
    const used = few(x, 0, columns);
    if (used) {
      applyFewAbsolute(w, x, used, y);
      return;
    }
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
  };
  return {
    dense: w,
    rows,
    columns,
    entries: rows * columns,
    longest: Math.max(rows, columns),
    apply: (x, y, m, wanted) => {
      const chosen = wanted ?? all;
      for (let i = 0; i < m; i++) {
        const used = few(x, i * columns, columns);
        if (used) applyFew(w, x.subarray(i * columns, (i + 1) * columns), used, y.subarray(i * rows), chosen);
        else if (i + 4 > m) applyRow(w, x, i * columns, y.subarray(i * rows), chosen, columns);
        else {
          applyFour(w, x.subarray(i * columns, (i + 4) * columns), y.subarray(i * rows), chosen, columns, rows);
          i += 3;
        }
      }
    },
    applyAbsolute,
    sizes: sizesOf({ rows, columns, applyAbsolute }),
    pullAbsolute: (a, to) => {
      for (let r = 0; r < rows; r++) {
        const [factor, from] = [a[r]!, r * columns];
        if (factor === 0) continue;
        for (let k = 0; k < columns; k++) to[k]! += factor * Math.abs(w[from + k]!);
      }
    },
    pull: (a, to, m) => {
      if (pays(m, columns)) pullInVectors(w, a, to, m, columns);
      else
        for (let i = 0; i < m; i++) pullRow(w, a, i * rows, rows, to.subarray(i * columns, (i + 1) * columns), columns);
    },
  };
}
