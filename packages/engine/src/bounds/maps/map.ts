/** A linear map W from R^columns to R^rows, applied to m rows at once. */
export interface LinearMap {
  readonly rows: number;
  readonly columns: number;
  /** Number of entries that are kept: multiplications of one product. */
  readonly entries: number;
  /** Most products that are summed in one number of W x or of a W: what rounding errors grow with. */
  readonly longest: number;
  /** y[m, rows] += x[m, columns] Wᵀ; only the coordinates `wanted` of y, where given. */
  apply(x: Float64Array, y: Float64Array, m: number, wanted?: Int32Array): void;
  /** Σ_k |W_rk| of every row r; computed once. */
  sizes(): Float64Array;
  /** y += |W| x, of one row. */
  applyAbsolute(x: Float64Array, y: Float64Array): void;
  /** to[m, columns] += a[m, rows] W. */
  pull(a: Float64Array, to: Float64Array, m: number): void;
  /** to += a |W|, of one row. */
  pullAbsolute(a: Float64Array, to: Float64Array): void;
  /** Its entries, where only those that are not zero are kept. */
  readonly sparse?: SparseEntries;
  /** Its matrix `[rows, columns]`, where all of it is kept. */
  readonly dense?: Float64Array;
}

/** Entries of a sparse matrix in the order of its rows. */
export interface SparseEntries {
  /** First entry of each row, and the number of entries at the end. */
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** Sums of the sizes of the rows of a map, computed at the first call. */
export function sizesOf(map: Pick<LinearMap, 'rows' | 'columns' | 'applyAbsolute'>): () => Float64Array {
  let known: Float64Array | undefined;
  return () => {
    if (known) return known;
    known = new Float64Array(map.rows);
    map.applyAbsolute(new Float64Array(map.columns).fill(1), known);
    return known;
  };
}
