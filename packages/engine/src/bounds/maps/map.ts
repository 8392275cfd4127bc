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
  /** y += |W| x, of one row. */
  applyAbsolute(x: Float64Array, y: Float64Array): void;
  /** to[m, columns] += a[m, rows] W. */
  pull(a: Float64Array, to: Float64Array, m: number): void;
  /** to += a |W|, of one row. */
  pullAbsolute(a: Float64Array, to: Float64Array): void;
}
