import { nearestOnHyperplane, normOf } from '@fragility/numerics';
import { activationPattern, regionConstraints } from '@fragility/numerics/dense';
import { regionPolytope } from './decision.js';
import { nearestInPolytope } from '@fragility/numerics/polytope';
import type { RegionSearch } from './region-search.js';
import type { DenseExample } from './own-best.js';

/** Share of the limit that may wait at once: where more regions meet the ball, they are too many to be looked at one by one. */
const CROWD = 0.1;

/** An activation region that has to be looked at, and a lower bound of its distance from the input. */
interface Pending {
  readonly pattern: Uint8Array;
  readonly bound: number;
  /** The bound is the region's own, not that of the wall in front of it. */
  readonly own: boolean;
}

/** Patterns of the regions beyond each wall of a region, with the distance of the wall where the region lies on the input's side of it. */
function neighbours({ layers, input, space }: DenseExample, pattern: Uint8Array): Pending[] {
  const { norm, bounds } = space;
  const { weight, offset } = regionConstraints(layers, pattern);
  return Array.from(pattern, (active, u) => {
    const normal = weight.subarray(u * input.length, (u + 1) * input.length);
    const flipped = pattern.with(u, 1 - active);
    if (normOf(normal, 'linf') === 0) return { pattern: flipped, bound: Infinity, own: false };
    const value = normal.reduce((sum, w, k) => sum + w * input[k]!, offset[u]!);
    const away = active === 1 ? value > 0 : value <= 0;
    const wall = away ? nearestOnHyperplane({ normal, offset: offset[u]!, from: input, norm, bounds }) : null;
    return { pattern: flipped, bound: away ? (wall?.distance ?? Infinity) : 0, own: false };
  });
}

/**
 * Searches the regions around the input in the order of their distance, each once, until none that is left is nearer than the best point.
 *
 *     bound = min( dist(x, R) over regions R that are left,  bounds of the points found )
 *
 * Regions that meet a ball around x are connected through walls that meet it: what is nearer than the last bound has been seen. A wall's own
 * distance stands for the region beyond it until that region's turn comes.
 * Source: Jordan, Lewis & Dimakis, NeurIPS 2019, arXiv:1903.08778 (GeoCert), with walls as lazy bounds.
 *
 * @returns a lower bound of the smallest perturbation; below the best distance where `limit` regions were not enough.
 */
export async function nearestFirst(subject: DenseExample, search: RegionSearch, limit: number): Promise<number> {
  const { layers, input, space } = subject;
  const { norm, bounds } = space;
  const start = activationPattern(layers, input);
  const seen = new Set([start.join('')]);
  let pending: Pending[] = [{ pattern: start, bound: 0, own: true }];
  let solved = 0;
  for (;;) {
    const within = search.within();
    pending = pending.filter(({ bound }) => bound < within).sort((a, b) => b.bound - a.bound);
    const next = pending.pop();
    if (!next) return search.bound();
    if (solved >= limit || pending.length > CROWD * limit) return Math.min(next.bound, search.bound());
    if (!next.own) {
      solved++;
      const halfspaces = regionPolytope(layers, next.pattern);
      const nearest = nearestInPolytope({ halfspaces, from: input, norm, bounds, within });
      if (nearest) pending.push({ ...next, bound: nearest.bound, own: true });
      continue;
    }
    await search.solve(next.pattern);
    for (const one of neighbours(subject, next.pattern)) {
      const name = one.pattern.join('');
      if (seen.has(name)) continue;
      seen.add(name);
      pending.push(one);
    }
  }
}
