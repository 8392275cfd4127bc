import { integer, nearestOnHyperplane, normOf, type Row } from '@fragility/numerics';
import { activationPattern } from '@fragility/numerics/dense';
import { regionPolytope } from './decision.js';
import type { RegionSearch } from './region-search.js';
import { acrossWalls, direction, nearestWalls } from './sampling.js';
import type { DenseExample } from './own-best.js';
import { walkRegions } from './walk.js';

/** Exponent of the random distances from the input. */
const WIDE = 0.5;
/** Regions that a walk from a random point visits. */
const WALK = 10;

/**
 * Searches the regions of `count` random points, and those where walks from them towards one of the classes end.
 *
 *     every other point across one to three of the nearest walls of the best, the rest at √r·‖Δ‖ from x, r uniform
 */
export async function randomStarts(
  subject: DenseExample,
  search: RegionSearch,
  { count, classes }: { count: number; classes: readonly number[] },
): Promise<void> {
  const { input, criterion, layers, space, random, best } = subject;
  const { norm, bounds } = space;
  const width = bounds ? bounds[1] - bounds[0] : normOf(input, 'linf') || 1;
  const wallsAround = (x: Row) => nearestWalls(regionPolytope(layers, activationPattern(layers, x)), x);
  let centre = { x: input, walls: wallsAround(input) };
  const draw = (k: number): Row => {
    const found = best();
    if (found && k % 2 === 0) {
      if (centre.x !== found.x) centre = { x: found.x, walls: wallsAround(found.x) };
      return acrossWalls(found.x, centre.walls, random, bounds);
    }
    const length = (found?.distance ?? width) * random.uniform() ** WIDE;
    return space.step(input, direction(random, input.length), length, Infinity);
  };
  for (let k = 0; k < count; k++) {
    const start = draw(k);
    await search.from(start);
    const other = classes[integer(random, classes.length)]!;
    const ahead = walkRegions(layers, input, criterion.label, other, { norm, bounds, limit: WALK, start });
    if (!ahead || ahead.distance >= search.within()) continue;
    const end = nearestOnHyperplane({ ...ahead, from: input, norm, bounds });
    if (end) await search.from(end.x);
  }
}
