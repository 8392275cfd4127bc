/**
 * A half-space of outputs:
 *
 *     Σ_j coefficient_j Y_j + constant ≤ 0,   < 0 where it is strict
 */
export interface Halfspace {
  readonly terms: readonly (readonly [output: number, coefficient: number])[];
  readonly constant: number;
  readonly strict: boolean;
}

/** A box of inputs with the outputs that are unsafe for them: all half-spaces of one of the lists of `unsafe`. */
export interface Case {
  /** Smallest value of every input, in the units of the model. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly unsafe: readonly (readonly Halfspace[])[];
}

/** What a VNN-LIB file asks: whether there is an input in the box of one of the cases whose output is unsafe there. */
export interface Property {
  readonly inputs: number;
  readonly outputs: number;
  readonly cases: readonly Case[];
}
