import type { Margin } from './margin.js';

/** Steps of equal length among which the first change of sign is looked for. */
const GRID = 64;
/** Shares of the way closer than this are one. */
const RESOLUTION = 1e-9;

/**
 * The share of the way at which the margin first reaches 0, from the side beyond: a grid finds the first step with a change of sign,
 * regula falsi with halved ends (Illinois) closes in on it.
 *
 * @returns null where the margin is not positive at the start, or positive all along the grid
 */
export async function firstCrossing({ values }: Margin): Promise<number | null> {
  const grid = Array.from({ length: GRID + 1 }, (_, k) => k / GRID);
  const margins = await values(grid);
  const crossed = margins.findIndex((value) => value <= 0);
  if (crossed < 1) return null;
  let [low, high] = [grid[crossed - 1]!, grid[crossed]!];
  let [above, below] = [margins[crossed - 1]!, margins[crossed]!];
  let moved: 'low' | 'high' | null = null;
  while (high - low > RESOLUTION && below < 0) {
    const secant = low + ((high - low) * above) / (above - below);
    const t = Math.min(high - RESOLUTION / 2, Math.max(low + RESOLUTION / 2, secant));
    const [value] = await values([t]);
    if (value! > 0) {
      [low, above] = [t, value!];
      if (moved === 'low') below /= 2;
      moved = 'low';
    } else {
      [high, below] = [t, value!];
      if (moved === 'high') above /= 2;
      moved = 'high';
    }
  }
  return high;
}
