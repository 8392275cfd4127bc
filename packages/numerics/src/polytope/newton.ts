import type { Row } from '../batch.js';
import type { ConvexNorm } from '../types.js';
import { factorise, substitute } from './cholesky.js';

/** The matrix of a Newton system: weights w = dual/slack of the inequalities. */
export interface System {
  readonly norm: ConvexNorm;
  /** Rows A [m] of length d, and slack/dual of each. */
  readonly rows: readonly Row[];
  readonly inverse: Row;
  /** Both bounds of every coordinate together. */
  readonly box: Row;
  /** Of Δ_k ≤ τ and of −Δ_k ≤ τ; zero in L2. */
  readonly up: Row;
  readonly down: Row;
}

/** Right-hand sides, or the solution: of the coordinates [d], the caps [0, 1 or d] and the rows [m]. */
export interface Parts {
  readonly step: Row;
  readonly cap: Row;
  readonly multipliers: Row;
}

/**
 * Factorises the Newton system of the interior-point method once, for several right-hand sides, which are overwritten by the solutions.
 *
 *     D dΔ + c dτ + Aᵀ dλ = r,   cᵀ dΔ + T dτ = r_τ,   A dΔ − W⁻¹ dλ = −e,     c = w↓ − w↑,  T = w↑ + w↓
 *
 * Eliminated are the coordinates, the caps τ, then the m multipliers by Cholesky. Schur complements are sums of positive terms, which do
 * not cancel near the solution: 4 w↑ w↓ / T and (4 w↑ w↓ + T w_box) / D.
 */
export function newton({ norm, rows, inverse, box, up, down }: System): (right: Parts) => void {
  const [d, m] = [box.length, rows.length];
  const coupled = up.map((p, k) => down[k]! - p);
  const both = up.map((p, k) => p + down[k]!);
  const scale = new Float64Array(d);
  let schur = 0;
  for (let k = 0; k < d; k++) {
    const product = 4 * up[k]! * down[k]!;
    if (norm === 'l1') scale[k] = 1 / (box[k]! + product / both[k]!);
    else if (norm === 'l2') scale[k] = 1 / (1 + box[k]!);
    else {
      scale[k] = 1 / (box[k]! + both[k]!);
      schur += (product + both[k]! * box[k]!) * scale[k]!;
    }
  }
  const matrix = new Float64Array(m * m);
  const onCap = new Float64Array(m);
  const scaled = new Float64Array(d);
  for (let i = 0; i < m; i++) {
    const row = rows[i]!;
    for (let k = 0; k < d; k++) scaled[k] = row[k]! * scale[k]!;
    if (norm === 'linf') for (let k = 0; k < d; k++) onCap[i]! += scaled[k]! * coupled[k]!;
    for (let j = 0; j <= i; j++) {
      const other = rows[j]!;
      let sum = norm === 'linf' ? (onCap[i]! * onCap[j]!) / schur : 0;
      for (let k = 0; k < d; k++) sum += scaled[k]! * other[k]!;
      matrix[i * m + j] = sum;
    }
    matrix[i * m + i]! += inverse[i]!;
  }
  factorise(matrix, m);

  return ({ step, cap, multipliers }) => {
    if (norm === 'l1') for (let k = 0; k < d; k++) step[k]! -= (coupled[k]! / both[k]!) * cap[k]!;
    if (norm === 'linf') for (let k = 0; k < d; k++) cap[0]! -= coupled[k]! * scale[k]! * step[k]!;
    for (let i = 0; i < m; i++) {
      const row = rows[i]!;
      let sum = norm === 'linf' ? (-onCap[i]! * cap[0]!) / schur : 0;
      for (let k = 0; k < d; k++) sum += row[k]! * scale[k]! * step[k]!;
      multipliers[i]! += sum;
    }
    substitute(matrix, multipliers);
    for (let i = 0; i < m; i++) {
      const [row, y] = [rows[i]!, multipliers[i]!];
      if (norm === 'linf') cap[0]! += onCap[i]! * y;
      for (let k = 0; k < d; k++) step[k]! -= y * row[k]!;
    }
    if (norm === 'linf') cap[0]! /= schur;
    for (let k = 0; k < d; k++) {
      if (norm === 'linf') step[k]! -= coupled[k]! * cap[0]!;
      step[k]! *= scale[k]!;
      if (norm === 'l1') cap[k] = (cap[k]! - coupled[k]! * step[k]!) / both[k]!;
    }
  };
}
