import { dot, nearestOnHyperplane, type Bounds, type Norm, type Row } from '@fragility/numerics';
import { isAffine, localise, type DenseLayer, type Local } from '@fragility/numerics/dense';

/** The margin g_yj = f_y − f_j linearised: ⟨normal, z⟩ + offset; its nearest zero is `distance` away. */
export interface Hyperplane {
  readonly normal: Row;
  readonly offset: number;
  readonly distance: number;
  /** A point of the region in which it holds. */
  readonly at: Row;
}

/** Names the region. */
const nameOf = ({ pattern }: Local): string => pattern.join('');

/** e_y − e_j: the cotangent of the margin. */
export function pairCotangent(layers: readonly DenseLayer[], label: number, other: number): Row {
  const cotangent = new Float64Array(layers.at(-1)!.outputs);
  cotangent[label] = 1;
  cotangent[other] = -1;
  return cotangent;
}

/**
 * Solves in the region of `start`, which is x if left out, moves to the solution's region, solves again from x, until a solution lies in its own region.
 *
 * A walk that comes to a region again, or has visited `limit` regions, ends with the nearest of its solutions that lies beyond the boundary,
 * or else with its last. Null where a hyperplane misses the bounds.
 */
export function walkRegions(
  layers: readonly DenseLayer[],
  x: Row,
  label: number,
  other: number,
  { norm, bounds, limit, start = x }: { norm: Norm; bounds: Bounds; limit: number; start?: Row },
): Hyperplane | null {
  const cotangent = pairCotangent(layers, label, other);
  const seen = new Set<string>();
  let here = localise(layers, start, cotangent);
  let at = start;
  let beyond: Hyperplane | null = null;
  let last: Hyperplane | null = null;
  let region = nameOf(here);
  while (seen.size < limit && !seen.has(region)) {
    seen.add(region);
    const offset = here.value - dot(here.gradient, at);
    const solution = nearestOnHyperplane({ normal: here.gradient, offset, from: x, norm, bounds });
    if (!solution) return beyond;
    last = { normal: here.gradient, offset, distance: solution.distance, at };
    if (isAffine(layers)) return last;
    const there = localise(layers, solution.x, cotangent, here);
    const next = nameOf(there);
    if (next === region) return last;
    if (there.value <= 0 && !(beyond && beyond.distance <= last.distance)) beyond = last;
    [here, at, region] = [there, solution.x, next];
  }
  return beyond ?? last;
}
