import { normOf, type Row } from '@fragility/numerics';
import { activationPattern } from '@fragility/numerics/dense';
import { decisionPolytopes, regionPolytope } from './decision.js';
import { nearestInPolytope, movedInwards, type Halfspaces, type PolytopeSolution } from '@fragility/numerics/polytope';
import type { DenseExample } from './own-best.js';

/** Share of the best distance by which a region has to promise less, and by which points are moved over a wall. */
const WORTH = 1e-6;

const join = (a: Halfspaces, b: Halfspaces): Halfspaces => ({
  weight: [...a.weight, ...b.weight],
  offset: Float64Array.of(...a.offset, ...b.offset),
});

/** Points beyond the walls that the solution touches: beyond each of them, and beyond all. */
function beyond(solution: PolytopeSolution, region: Halfspaces, { bounds }: DenseExample['space']): Row[] {
  const [lower, upper] = bounds ?? [-Infinity, Infinity];
  const over = (walls: readonly number[]): Row => {
    const x = solution.x.slice();
    for (const u of walls) {
      const normal = region.weight[u]!;
      const length = (10 * WORTH * solution.distance) / normOf(normal, 'l2');
      for (let k = 0; k < x.length; k++) x[k] = Math.min(upper, Math.max(lower, x[k]! + length * normal[k]!));
    }
    return x;
  };
  const { tight } = solution;
  return tight.length > 1 ? [...tight.map((u) => over([u])), over(tight)] : tight.map((u) => over([u]));
}

/**
 * Asks the model about a solution; where rounding of float32 leaves it undecided, about solutions with more and more margin, until it is
 * fooled, then about points between the last two.
 */
async function confirm(
  { input, space, decide }: DenseExample,
  decision: Halfspaces,
  region: Halfspaces,
  solution: PolytopeSolution,
  within: number,
): Promise<boolean> {
  if ((await decide(solution.x)).fooled) return true;
  let low: Row;
  let high = solution.x;
  for (let margin = 1e-9; ; margin *= 10) {
    if (margin > 1e-2) return false;
    const halfspaces = join(movedInwards(decision, margin * solution.distance), region);
    const farther = nearestInPolytope({ halfspaces, from: input, norm: space.norm, bounds: space.bounds, within });
    if (!farther) return false;
    [low, high] = [high, farther.x];
    if ((await decide(high)).fooled) break;
  }
  for (let k = 0; k < 5; k++) {
    const middle = low.map((v, i) => (v + high[i]!) / 2);
    if ((await decide(middle)).fooled) high = middle;
    else low = middle;
  }
  return true;
}

/** A search that never solves a region twice. */
export interface RegionSearch {
  /** Distance that a region has to beat to be of use. */
  within(): number;
  /** No region solved so far holds a nearer point, also where the model, as it rounds, agreed to a farther one only. */
  bound(): number;
  /** Solves one region; the points beyond the walls that hold the solution, where it improves on the best point. */
  solve(pattern: Uint8Array): Promise<Row[] | null>;
  /** Solves the region of a point, and where that improves on the best point, those beyond the walls that hold the solution, until none does. */
  from(start: Row): Promise<void>;
}

/** The search of activation regions, one by one. With `other` only the boundary to that class is looked for. */
export function regionSearch(example: DenseExample, other?: number): RegionSearch {
  const { input, criterion, layers, space, best } = example;
  const { norm, bounds } = space;
  const visited = new Set<string>();
  const within = (): number => (best()?.distance ?? Infinity) * (1 - WORTH);
  let nearest = Infinity;

  const solve = async (pattern: Uint8Array): Promise<Row[] | null> => {
    const name = pattern.join('');
    if (visited.has(name)) return null;
    visited.add(name);
    let region: Halfspaces | null = null;
    let next: Row[] | null = null;
    for (const decision of decisionPolytopes(layers, pattern, criterion, other)) {
      if (!nearestInPolytope({ halfspaces: decision, from: input, norm, bounds, within: within() })) continue;
      region ??= regionPolytope(layers, pattern);
      const halfspaces = join(region, decision);
      const solution = nearestInPolytope({ halfspaces, from: input, norm, bounds, within: within() });
      if (!solution) continue;
      nearest = Math.min(nearest, solution.bound);
      if (!(await confirm(example, decision, region, solution, within()))) continue;
      const walls = solution.tight.filter((i) => i < region!.offset.length);
      next = beyond({ ...solution, tight: walls }, region, space);
    }
    return next;
  };

  return {
    within,
    bound: () => Math.min(within(), nearest),
    solve,
    from: async (start) => {
      let queue = [start];
      for (let at = queue.pop(); at; at = queue.pop()) queue = (await solve(activationPattern(layers, at))) ?? queue;
    },
  };
}
