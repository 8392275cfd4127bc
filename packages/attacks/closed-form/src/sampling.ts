import { dot, normOf, type Bounds, type Random, type Row } from '@fragility/numerics';
import type { Halfspaces } from '@fragility/numerics/polytope';

/** Largest number of walls crossed at once, and how much farther than to the wall a point is moved: a share of the way, and of the largest coordinate. */
const [WALLS, BEYOND, TINY] = [3, 1.001, 1e-9];

/** A random direction, uniform on the unit sphere. */
export function direction(random: Random, length: number): Row {
  const v = Float64Array.from({ length }, () => random.normal());
  const size = normOf(v, 'l2');
  return v.map((value) => value / size);
}

/** The walls of a region with their distances from a point of it, the nearest first. */
export function nearestWalls(region: Halfspaces, x: Row): { normal: Row; distance: number }[] {
  return region.weight
    .map((row, u) => {
      const size = normOf(row, 'l2');
      return { normal: row.map((w) => w / size), distance: -(dot(row, x) + region.offset[u]!) / size };
    })
    .filter(({ distance }) => Number.isFinite(distance))
    .sort((a, b) => a.distance - b.distance);
}

/** The point moved over one to three walls drawn at random, near ones more often than far ones. */
export function acrossWalls(
  x: Row,
  walls: readonly { normal: Row; distance: number }[],
  random: Random,
  bounds: Bounds,
): Row {
  const { floor, max, min } = Math;
  const [lower, upper] = bounds ?? [-Infinity, Infinity];
  const moved = x.slice();
  const size = normOf(x, 'linf');
  for (let left = 1 + floor(WALLS * random.uniform()); left > 0; left--) {
    const { normal, distance } = walls[floor(walls.length * random.uniform() ** 3)]!;
    const length = BEYOND * max(distance, 0) + TINY * size;
    for (let k = 0; k < x.length; k++) moved[k] = min(upper, max(lower, moved[k]! + length * normal[k]!));
  }
  return moved;
}
