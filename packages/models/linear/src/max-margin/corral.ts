import { dot } from '@fragility/numerics';

/**
 * Affinely independent points, and the point of their affine hull that is nearest to the origin.
 *
 *     s E + P Pᵀ = Rᵀ R,  E all ones, s of the size of ‖p‖²/d;   Rᵀ R u = 1,   Σ λ_i p_i with λ = u / Σ u
 *
 * R is upper triangular, brought up to date in O(m²) where a point comes or goes. Source: Wolfe, Math. Programming 1976, §3.
 */
export interface Corral<Name> {
  /** Names of the points, in order. */
  readonly names: readonly Name[];
  /** Adds a point; false where it is an affine combination of the others to rounding. */
  add(name: Name, point: Float64Array): boolean;
  /** Removes the point at a position. */
  remove(position: number): void;
  /** Weights, of sum 1, of the nearest point of the affine hull. */
  affineWeights(): Float64Array;
  /** Σ λ_i p_i. */
  combine(weights: ArrayLike<number>): Float64Array;
}

/** What of a point's squared length may be left over where rounding alone has left it. */
const ROUNDING = 1e-13;

/** Solves Rᵀ y = b: `columns[k]` is column k of R, of length k + 1. */
function forwardSolve(columns: readonly Float64Array[], b: ArrayLike<number>): Float64Array {
  const y = new Float64Array(columns.length);
  columns.forEach((column, k) => {
    let sum = b[k]!;
    for (let i = 0; i < k; i++) sum -= column[i]! * y[i]!;
    y[k] = sum / column[k]!;
  });
  return y;
}

/** Solves R u = y. */
function backSolve(columns: readonly Float64Array[], y: Float64Array): Float64Array {
  const u = y.slice();
  for (let k = columns.length - 1; k >= 0; k--) {
    const column = columns[k]!;
    u[k]! /= column[k]!;
    for (let i = 0; i < k; i++) u[i]! -= column[i]! * u[k]!;
  }
  return u;
}

/** @param size square of a coordinate that is usual among the points */
export function corral<Name>(size: number): Corral<Name> {
  const names: Name[] = [];
  const points: Float64Array[] = [];
  const columns: Float64Array[] = [];
  return {
    names,
    add: (name, point) => {
      const y = forwardSolve(
        columns,
        points.map((other) => size + dot(other, point)),
      );
      const whole = size + dot(point, point);
      const left = whole - dot(y, y);
      if (!(left > ROUNDING * whole)) return false;
      columns.push(Float64Array.of(...y, Math.sqrt(left)));
      names.push(name);
      points.push(point);
      return true;
    },
    remove: (position) => {
      names.splice(position, 1);
      points.splice(position, 1);
      columns.splice(position, 1);
      for (let k = position; k < columns.length; k++) {
        const pivot = columns[k]!;
        const length = Math.hypot(pivot[k]!, pivot[k + 1]!);
        const [c, s] = [pivot[k]! / length, pivot[k + 1]! / length];
        for (let l = k; l < columns.length; l++) {
          const column = columns[l]!;
          const [upper, lower] = [column[k]!, column[k + 1]!];
          column[k] = c * upper + s * lower;
          column[k + 1] = c * lower - s * upper;
        }
        columns[k] = pivot.subarray(0, k + 1);
      }
    },
    affineWeights: () => {
      const u = backSolve(columns, forwardSolve(columns, new Float64Array(columns.length).fill(1)));
      const sum = u.reduce((a, b) => a + b, 0);
      return u.map((value) => value / sum);
    },
    combine: (weights) => {
      const x = new Float64Array(points[0]!.length);
      points.forEach((point, i) => {
        const weight = weights[i]!;
        for (let k = 0; k < x.length; k++) x[k]! += weight * point[k]!;
      });
      return x;
    },
  };
}
