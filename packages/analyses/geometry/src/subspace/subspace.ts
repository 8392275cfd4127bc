import { dot, type Matrix, type Row } from '@fragility/numerics';

/** A linear subspace of R^d, by its orthogonal projection P. */
export interface Subspace {
  readonly dimension: number;
  /** P v, in memory of its own. */
  project(v: Row): Row;
}

/** The span of orthonormal rows [m, d]: P v = Σ_k ⟨v, b_k⟩ b_k. */
export const spanOf = ({ data, rows, columns: d }: Matrix): Subspace => ({
  dimension: rows,
  project: (v) => {
    const result = new Float64Array(d);
    for (let k = 0; k < rows; k++) {
      const direction = data.subarray(k * d, (k + 1) * d);
      const along = dot(v, direction);
      for (let c = 0; c < d; c++) result[c]! += along * direction[c]!;
    }
    return result;
  },
});

/** All that is orthogonal to a subspace: v − P v. */
export const complementOf = (d: number, { dimension, project }: Subspace): Subspace => ({
  dimension: d - dimension,
  project: (v) => {
    const inside = project(v);
    return inside.map((value, k) => v[k]! - value);
  },
});

/** R^d. */
export const wholeSpace = (d: number): Subspace => ({ dimension: d, project: (v) => v.slice() });
