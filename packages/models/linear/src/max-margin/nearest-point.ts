import { dot } from '@fragility/numerics';
import { corral } from './corral.js';

/** A vertex of a polytope. */
export interface Vertex<Name> {
  readonly name: Name;
  readonly point: Float64Array;
}

export interface NearestPoint<Name> {
  readonly point: Float64Array;
  /** The vertices that it is a convex combination of, with weights > 0 of sum 1. */
  readonly names: readonly Name[];
  readonly weights: readonly number[];
}

/** What the lengths of points are told apart to, relative to the largest. */
const TOLERANCE = 1e-12;

/**
 * The point of a polytope that is nearest to the origin, exactly but for rounding, in finitely many steps: an active-set method.
 *
 *     min ‖x‖ over x ∈ conv(vertices);   optimal where ⟨x, v⟩ ≥ ‖x‖² for every vertex v
 *
 * Adds the vertex that is furthest against x, goes to the nearest point of the affine hull, and drops vertices whose weights reach 0 on the way.
 * Source: Wolfe, Finding the nearest point in a polytope, Math. Programming 1976.
 *
 * @param lowest the vertex with the least ⟨x, v⟩
 */
export function nearestPoint<Name>(start: Vertex<Name>, lowest: (x: Float64Array) => Vertex<Name>): NearestPoint<Name> {
  const active = corral<Name>(dot(start.point, start.point) / start.point.length || 1);
  active.add(start.name, start.point);
  let weights = [1];
  let x: Float64Array = Float64Array.from(start.point);
  let largest = dot(x, x);
  for (;;) {
    const vertex = lowest(x);
    largest = Math.max(largest, dot(vertex.point, vertex.point));
    const settled = dot(x, x) - dot(x, vertex.point) <= TOLERANCE * largest;
    if (settled || active.names.includes(vertex.name) || !active.add(vertex.name, vertex.point))
      return { point: x, names: active.names, weights };
    weights.push(0);
    for (;;) {
      const target = active.affineWeights();
      let step = 1;
      weights.forEach((weight, i) => {
        if (target[i]! <= 0) step = Math.min(step, weight / (weight - target[i]!));
      });
      weights = weights.map((weight, i) => weight + step * (target[i]! - weight));
      if (step === 1) break;
      const least = Math.min(...weights);
      for (let i = weights.length - 1; i >= 0; i--) {
        if (weights[i]! > Math.max(least, 0)) continue;
        active.remove(i);
        weights.splice(i, 1);
      }
    }
    const next = active.combine(weights);
    const closer = dot(next, next) < dot(x, x);
    x = next;
    if (!closer) return { point: x, names: active.names, weights };
  }
}
