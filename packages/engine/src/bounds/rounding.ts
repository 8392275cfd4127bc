/** Unit roundoff by precision: the most by which an operation is off, relative. */
export const UNIT = { float32: 2 ** -24, float64: 2 ** -53 } as const;

/**
 * The most by which a sum of n products is off, as a share of the sum of their sizes, in any order of summation:
 *
 *     γ_n = n u / (1 − n u)
 *
 * Source: Higham, Accuracy and Stability of Numerical Algorithms, 2002, §3.1.
 *
 * @throws RangeError nothing; Infinity where n u ≥ 1.
 * @example gamma(1, 2 ** -53) < 2 ** -52; // true
 */
export const gamma = (n: number, unit: number): number => (n * unit < 1 ? (n * unit) / (1 - n * unit) : Infinity);
