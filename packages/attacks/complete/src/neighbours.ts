import type { Ball } from '@fragility/engine';
import {
  coordinates,
  extremePoint,
  gridOf,
  integer,
  projectBallBox,
  type Grid,
  type Random,
  type Row,
} from '@fragility/numerics';

/** Shortest and longest side of a window, as shares of the shorter side of the image. */
const [LEAST, MOST] = [0.1, 0.45];

/** Most coordinates that are thrown anew at random, as a share. */
const THROWN = 0.2;

/** Channels that are planes one after the other, and the grid of one. */
function planesOf(shape: readonly number[]): { planes: number; grid: Grid } {
  const [first = 1, second = 1, third = 1] = shape;
  const isPlanes = shape.length === 3 && first < second && first < third && third > 4;
  return isPlanes ? { planes: first, grid: gridOf([second, third]) } : { planes: 1, grid: gridOf(shape) };
}

/** The coordinates of a random window, in all channels. */
function windowAt(shape: readonly number[], random: Random): Int32Array {
  const { planes, grid } = planesOf(shape);
  const shorter = grid.rows === 1 ? grid.columns : Math.min(grid.rows, grid.columns);
  const side = Math.max(1, Math.round(shorter * (LEAST + (MOST - LEAST) * random.uniform())));
  const [height, width] = [Math.min(side, grid.rows), Math.min(side, grid.columns)];
  const window = {
    top: integer(random, grid.rows - height + 1),
    left: integer(random, grid.columns - width + 1),
    height,
    width,
  };
  const size = grid.rows * grid.columns * grid.channels;
  return Int32Array.from(
    Array.from({ length: planes * grid.channels }, (_, c) =>
      Array.from(coordinates(grid, window, c % grid.channels), (k) => k + Math.floor(c / grid.channels) * size),
    ).flat(),
  );
}

/**
 * A neighbour of a point of a ball: a window, or some coordinates, thrown to ends of their ranges, all to the same or each to its own; moved back into the ball.
 */
export function neighbourOf(x: Row, ball: Ball, shape: readonly number[], random: Random): Row {
  const { centre, radius, norm, bounds = null } = ball;
  const { uniform } = random;
  const end = extremePoint(
    centre.map(() => uniform() - 0.5),
    centre,
    radius,
    norm === 'linf' ? 'linf' : 'l2',
    bounds,
  );
  const moved = x.slice();
  if (uniform() < 0.5) {
    const how = uniform();
    const [low, high] = bounds ?? [-Infinity, Infinity];
    for (const k of windowAt(shape, random)) {
      const size = norm === 'linf' ? radius : Math.abs(end[k]! - centre[k]!);
      const to = how < 0.4 ? end[k]! : how < 0.7 ? centre[k]! - size : centre[k]! + size;
      moved[k] = Math.min(high, Math.max(low, to));
    }
  } else {
    const share = 0.02 + THROWN * uniform();
    for (let k = 0; k < moved.length; k++) if (uniform() < share) moved[k] = end[k]!;
  }
  return projectBallBox(moved, centre, radius, norm, bounds, moved);
}
