import { dot, type Row } from '@fragility/numerics';

/** How the weights of a class lie among those of all classes. */
export interface Interference {
  /** ‖w_i‖². */
  readonly square: number;
  /** D_i, 0…1: the share of a dimension that the class has for itself; NaN where w_i = 0. */
  readonly dimensionality: number;
  /** The other class with the largest ⟨w_i, w_j⟩. */
  readonly rival: number;
}

/**
 * Dimensions per class, and the class that interferes most, for weights w_1…w_K ∈ R^m:
 *
 *     D_i = ‖w_i‖² / Σ_j ⟨ŵ_i, w_j⟩²,   ŵ_i = w_i/‖w_i‖,   Σ_i D_i ≤ rank W
 *
 * D_i = 1 where w_i is orthogonal to all others, 1/2 for a pair of opposite or equal weights. O(K² m).
 * Source: Elhage et al., Toy Models of Superposition, 2022, "The geometry of superposition".
 */
export function interferences(weights: readonly Row[]): Interference[] {
  return weights.map((own, i) => {
    let [sum, most, rival] = [0, -Infinity, -1];
    weights.forEach((other, j) => {
      const product = dot(own, other);
      sum += product * product;
      if (j !== i && product > most) [most, rival] = [product, j];
    });
    const square = dot(own, own);
    return { square, dimensionality: (square * square) / sum, rival };
  });
}
