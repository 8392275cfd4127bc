import type { Example } from '@fragility/attack';
import { coordinates, gridOf, normOf, type Grid, type Row, type Window } from '@fragility/numerics';

/** Patches along the side of a square image. */
const ALONG = 14;
/** Patches per class whose neighbours, half a side away, are tried too. */
const REFINED = 3;

/** A window moved as far as a perturbation of the whole input may be, and by how much that raises f_j − f_y, for every class j. */
export interface Patch {
  readonly window: Window;
  readonly gains: Row;
}

/** What a scan learnt, and the points it is about. */
export interface Scan {
  readonly patches: readonly Patch[];
  /** Moves a window of x as the scan did; in place, returned. */
  move(x: Row, window: Window): Row;
}

/** Size of patches: squares, or in one row intervals, about {@link ALONG}² of them side by side. */
function sizeOf({ rows, columns }: Grid): { readonly height: number; readonly width: number } {
  if (rows === 1) return { height: 1, width: Math.ceil(columns / ALONG ** 2) };
  const side = Math.min(rows, columns, Math.ceil(Math.sqrt(rows * columns) / ALONG));
  return { height: side, width: side };
}

/** How many questions a scan of this shape starts with. */
export function patchCount(shape: readonly number[]): number {
  const grid = gridOf(shape);
  const { height, width } = sizeOf(grid);
  return Math.floor(grid.rows / height) * Math.floor(grid.columns / width);
}

/**
 * Moves one patch of the input after the other towards the bound that is farther, and asks what that does to every class.
 *
 *     x = x₀ ± (length / ‖1_W‖) 1_W, clipped to the bounds;     gain_j(W) = (f_j − f_y)(x) − (f_j − f_y)(x₀)
 *
 * A finite difference in place of a gradient: it sees what a threshold hides. Windows W lie side by side, and then half a side away from
 * the three that are best for some class. `clean`: the logits of the input.
 * Without bounds patches move upwards; a length of Infinity is as far as the bounds.
 */
export async function scan(
  { input, shape, criterion, space, logits }: Example<'gradient'>,
  clean: Row,
  length: number,
): Promise<Scan> {
  const grid = gridOf(shape);
  const size = sizeOf(grid);
  const amplitude = length / normOf(new Float64Array(size.height * size.width * grid.channels).fill(1), space.norm);
  const [lower, upper] = space.bounds ?? [-Infinity, Infinity];
  const middle = space.bounds ? (lower + upper) / 2 : Infinity;
  const move = (x: Row, window: Window): Row => {
    for (let channel = 0; channel < grid.channels; channel++)
      for (const k of coordinates(grid, window, channel))
        x[k] = input[k]! > middle ? Math.max(lower, input[k]! - amplitude) : Math.min(upper, input[k]! + amplitude);
    return x;
  };

  const patches = new Map<string, Patch>();
  const above = (scores: Row, j: number): number => scores[j]! - scores[criterion.label]!;
  const probe = async (top: number, left: number): Promise<void> => {
    const key = `${top},${left}`;
    const inside = top >= 0 && left >= 0 && top + size.height <= grid.rows && left + size.width <= grid.columns;
    if (!inside || patches.has(key)) return;
    const window = { top, left, ...size };
    const moved = (await logits(move(input.slice(), window))).logits;
    patches.set(key, { window, gains: clean.map((_, j) => above(moved, j) - above(clean, j)) });
  };

  for (let top = 0; top < grid.rows; top += size.height)
    for (let left = 0; left < grid.columns; left += size.width) await probe(top, left);
  const found = [...patches.values()];
  const best = new Set(
    [...clean.keys()].flatMap((j) =>
      j === criterion.label ? [] : found.sort((a, b) => b.gains[j]! - a.gains[j]!).slice(0, REFINED),
    ),
  );
  const [down, across] = [Math.ceil(size.height / 2), Math.ceil(size.width / 2)];
  for (const { window } of best)
    for (const [i, j] of [
      [0, across],
      [down, 0],
      [0, -across],
      [-down, 0],
    ] as const)
      // prettier-ignore
      await probe(window.top + i, window.left + j);
  return { patches: [...patches.values()], move };
}
