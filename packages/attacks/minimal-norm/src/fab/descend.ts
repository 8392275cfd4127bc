import type { Example } from '@fragility/attack';
import { linearise, nearest, type HalfSpace } from '@fragility/attack/parts';
import { distance, type Bounds, type Loss, type Row } from '@fragility/numerics';

/** A fooled point and its distance from the input. */
export interface Found {
  readonly x: Row;
  readonly distance: number;
}

/** The parameters of one start. */
export interface Descent {
  readonly steps: number;
  readonly pull: number;
  readonly overshoot: number;
  readonly backward: number;
  readonly patience: number;
}

/** Share by which a perturbation has to be shorter to count as progress. */
const PROGRESS = 1e-3;

/** x ← Π_box((1 − weight)(x + η(here − x)) + weight(x₀ + η(there − x₀))), in place. */
function blend(
  x: Row,
  here: Row,
  input: Row,
  there: Row,
  { weight, overshoot, bounds }: { weight: number; overshoot: number; bounds: Bounds },
): void {
  const [lower, upper] = bounds ?? [-Infinity, Infinity];
  const [near, home] = [1 - weight, weight];
  for (let k = 0; k < x.length; k++) {
    const at = x[k]!;
    const from = input[k]!;
    const moved = near * (at + overshoot * (here[k]! - at)) + home * (from + overshoot * (there[k]! - from));
    x[k] = Math.min(upper, Math.max(lower, moved));
  }
}

/** x ← x₀ + share · (x − x₀), in place. */
function shorten(x: Row, input: Row, share: number): void {
  for (let k = 0; k < x.length; k++) x[k] = input[k]! + share * (x[k]! - input[k]!);
}

/**
 * One start of FAB: projects onto the nearest linearised boundary of `losses`, drawn towards the input, and steps back once fooled.
 *
 * Returns the shortest perturbation of its own. Source: Croce & Hein, arXiv:1907.02044, algorithm 1.
 */
export async function descend(
  example: Example<'gradient'>,
  start: Row,
  losses: readonly Loss[],
  settings: Descent,
): Promise<Found | null> {
  const { input, space, logits } = example;
  const { norm, bounds } = space;
  const { steps, pull, overshoot, backward, patience } = settings;
  let found: Found | null = null;
  const x = start.slice();
  const there = x.slice();
  let [here, other] = [x.slice(), x.slice()];
  /** The half-space whose boundary is nearest to x, which `here` then holds. */
  const nearestOf = (halves: readonly HalfSpace[]): HalfSpace => {
    let [closest, shortest] = [halves[0]!, Infinity];
    for (const half of halves) {
      const gap = nearest(half, x, space, { onto: true, slack: 2 ** -30, out: other }).distance;
      if (half !== halves[0] && !(gap < shortest)) continue;
      [closest, shortest] = [half, gap];
      [here, other] = [other, here];
    }
    return closest;
  };
  let [least, since] = [Infinity, 0];
  for (let k = 0; k < steps && since < patience; k++) {
    const halves = await linearise(example, x, losses);
    if (halves.length === 0) return found;
    const half = nearestOf(halves);
    nearest(half, input, space, { onto: true, out: there });
    const [a, b] = [distance(here, x, norm), distance(there, input, norm)];
    const weight = a + b > 0 ? Math.min(pull, a / (a + b)) : 0;
    blend(x, here, input, there, { weight, overshoot, bounds });
    since++;
    if ((await logits(x)).fooled) {
      const length = distance(x, input, norm);
      if (length < (found?.distance ?? Infinity)) found = { x: x.slice(), distance: length };
      if (length < (1 - PROGRESS) * least) [least, since] = [length, 0];
      shorten(x, input, backward);
    }
  }
  return found;
}
