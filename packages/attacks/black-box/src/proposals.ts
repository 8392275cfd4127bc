import type { Example } from '@fragility/attack';
import { coordinates, gridOf, normOf, type Grid, type Row, type Window } from '@fragility/numerics';
import { bumpsDrawn } from './bumps.js';
import { place, windowSize } from './windows.js';

type ScoredExample = Pick<Example<'scores'>, 'input' | 'shape' | 'budget' | 'random' | 'space'>;

/** Where the Square Attack starts, and what it tries next: a window that holds the share p of the input, changed. */
export interface Proposals {
  start(): Row;
  next(best: Row, share: number): Row;
}

/** Draws of signs until a window changes anything. */
const DRAWS = 20;
/** Tiles along each side of the first perturbation in L2 and L1. */
const TILES = 5;

/**
 * L∞: every coordinate at an end of {ball ∩ box}; a window moves to the ends of one random sign per channel.
 *
 * Starts with vertical stripes: one sign per column and channel.
 */
export function edgeProposals({ input, shape, budget, random, space }: ScoredExample): Proposals {
  const grid = gridOf(shape);
  const upper = space.extreme(
    input.map(() => 1),
    budget,
  );
  const lower = space.extreme(
    input.map(() => -1),
    budget,
  );
  const end = (): Row => (random.uniform() < 0.5 ? lower : upper);
  const moveTo = (x: Row, window: Window): boolean => {
    let changed = false;
    for (let channel = 0; channel < grid.channels; channel++) {
      const to = end();
      for (const k of coordinates(grid, window, channel)) {
        changed ||= x[k] !== to[k];
        x[k] = to[k]!;
      }
    }
    return changed;
  };
  return {
    start: () => {
      const x = input.slice();
      for (let left = 0; left < grid.columns; left++) moveTo(x, { top: 0, left, height: grid.rows, width: 1 });
      return x;
    },
    next: (best, share) => {
      const x = best.slice();
      const window = place(grid, windowSize(grid, share, 'linf'), random);
      for (let draw = 0; draw < DRAWS && !moveTo(x, window); draw++);
      return x;
    },
  };
}

/** Tiles that cover the grid but for a rim: at most five along each side. */
function tiles({ rows, columns }: Grid): Window[] {
  const split = (length: number): { size: number; starts: number[] } => {
    const [size, count] = [Math.max(1, Math.floor(length / TILES)), Math.min(length, TILES)];
    const rim = Math.floor((length - size * count) / 2);
    return { size, starts: Array.from({ length: count }, (_, k) => rim + k * size) };
  };
  const [down, across] = [split(rows), split(columns)];
  return down.starts.flatMap((top) =>
    across.starts.map((left) => ({ top, left, height: down.size, width: across.size })),
  );
}

/**
 * L2 and L1: the budget of a random second window, and what is unused, goes to bumps in a first one.
 *
 *     δ_W₁ ← a_c · ν/‖ν‖,   ν = ±η + δ_W₁/‖δ_W₁‖,   δ_W₂ ← 0,     per channel c of C
 *     a_c = √( ‖δ_W₁∪W₂‖² + (ε² − ‖δ‖²)/C )  (L2),   C·‖δ_W₁∪W₂‖₁ + (ε − ‖δ‖₁)  (L1)
 *
 * then δ is brought to norm ε and clipped (L2), or projected onto {ball ∩ box} (L1). Starts with bumps on 5 × 5 tiles.
 */
export function bumpProposals({ input, shape, budget, random, space }: ScoredExample): Proposals {
  const norm = space.norm as 'l2' | 'l1';
  const grid = gridOf(shape);
  const sign = (): number => (random.uniform() < 0.5 ? -1 : 1);
  const scaled = (delta: Row): Row => space.step(input, delta, budget, budget);
  const point = (delta: Row): Row =>
    norm === 'l2'
      ? scaled(delta)
      : space.project(
          delta.map((value, k) => input[k]! + value),
          budget,
        );
  const normAt = (delta: Row, where: Int32Array): number => {
    const values = new Float64Array(where.length);
    for (let at = 0; at < where.length; at++) values[at] = delta[where[at]!]!;
    return normOf(values, norm);
  };
  const bump = bumpsDrawn(norm, random);
  /** The norm over two sets of coordinates that have none in common. */
  const together = (one: number, other: number): number => (norm === 'l2' ? Math.hypot(one, other) : one + other);
  const available = (total: number, union: number): number =>
    norm === 'l2'
      ? Math.sqrt(Math.max(budget ** 2 - total ** 2, 0) / grid.channels + union ** 2)
      : Math.max(budget - total, 0) + union * grid.channels;

  const start = (): Row => {
    const delta = new Float64Array(input.length);
    for (const tile of tiles(grid)) {
      const eta = bump(tile.height, tile.width);
      for (let channel = 0; channel < grid.channels; channel++) {
        const factor = sign();
        coordinates(grid, tile, channel).forEach((k, at) => (delta[k] = factor * eta[at]!));
      }
    }
    return scaled(delta);
  };

  const next = (best: Row, share: number): Row => {
    const delta = new Float64Array(input.length);
    for (let k = 0; k < delta.length; k++) delta[k] = best[k]! - input[k]!;
    const [height, width] = windowSize(grid, share, norm);
    const [first, second] = [place(grid, [height, width], random), place(grid, [height, width], random)];
    const eta = bump(height, width);
    const total = normOf(delta, norm);
    for (let channel = 0; channel < grid.channels; channel++) {
      const [here, there] = [coordinates(grid, first, channel), coordinates(grid, second, channel)];
      const own = normAt(delta, here);
      const factor = sign();
      const nu = new Float64Array(here.length);
      for (let at = 0; at < nu.length; at++) {
        const k = here[at]!;
        nu[at] = factor * eta[at]! + (own > 0 ? delta[k]! / own : 0);
        delta[k] = 0;
      }
      const union = together(own, normAt(delta, there));
      const size = normOf(nu, norm);
      const length = size > 0 ? available(total, union) / size : 0;
      for (let at = 0; at < there.length; at++) delta[there[at]!] = 0;
      for (let at = 0; at < nu.length; at++) delta[here[at]!] = length * nu[at]!;
    }
    return point(delta);
  };
  return { start, next };
}
