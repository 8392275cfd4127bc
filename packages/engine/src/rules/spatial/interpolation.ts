/** Weights of the values around a place, as polynomials of how far it lies beyond the one before it. */
export interface Taps {
  /** Which value the first weight is for: 0 for the one before the place. */
  readonly first: number;
  /** For every value in turn, the coefficients of 1, t, t², …, for 0 ≤ t < 1. */
  readonly weights: readonly (readonly number[])[];
}

/** Weight of one value, the nearest. */
export const NEAREST: Taps = { first: 0, weights: [[1]] };

/** Weights of two values, 1 − t and t. */
export const LINEAR: Taps = {
  first: 0,
  weights: [
    [1, -1],
    [0, 1],
  ],
};

/**
 * Weights of four values, cubic convolution with the slope a at distance 1.
 *
 * Source: Keys, Cubic convolution interpolation for digital image processing, 1981.
 */
export const cubic = (a: number): Taps => ({
  first: -1,
  weights: [
    [0, a, -2 * a, a],
    [1, 0, -(a + 3), a + 2],
    [0, -a, 2 * a + 3, -(a + 2)],
    [0, 0, a, -a],
  ],
});

/** The derivatives of weights. */
export const slopes = ({ first, weights }: Taps): Taps => ({
  first,
  weights: weights.map((each) => (each.length === 1 ? [0] : each.slice(1).map((c, k) => c * (k + 1)))),
});

/** A polynomial at t. */
export const polynomial = (coefficients: readonly number[], t: number): number =>
  coefficients.reduceRight((sum, c) => sum * t + c, 0);
