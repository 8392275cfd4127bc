/** The parameters of the relaxation of one step: each of m rows has `start.length` of its own. */
export interface Movable {
  readonly step: number;
  /** Coordinates of the step's input whose values the derivatives ask for. */
  readonly inputs: Int32Array;
  readonly start: Float64Array;
  /** Least and most that a step of ascent may end at. */
  readonly least: number;
  readonly most: number;
  /** Moves the relaxation to the parameters p `[m, start.length]`. */
  put(p: Float64Array): void;
  /** Writes the derivatives of the bounds by the parameters that were put last: of coefficients behind the step, and of what is before it at the minimisers. */
  derive(coefficients: Float64Array | undefined, before: Float64Array, gradient: Float64Array): void;
  /** Moves parameters back to where they are a relaxation, beyond their least and most. */
  restrain?(p: Float64Array): void;
}
