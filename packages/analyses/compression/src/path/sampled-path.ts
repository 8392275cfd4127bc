import type { DifferentiableClassifier } from '@fragility/model';
import type { Row } from '@fragility/numerics';
import { firstCrossing } from './crossing.js';
import { marginOn } from './margin.js';
import { average, type Path, type Slope } from './path.js';

/** Panels that the way up to the boundary starts with, and that are halved at a time. */
const PANELS = 16;
/** Panels are halved until the path identity holds to this share of the drop. */
const TOLERANCE = 1e-3;

/** A stretch of the way and the margin at its ends. */
interface Stretch {
  readonly low: number;
  readonly high: number;
  readonly before: number;
  readonly after: number;
}

/** A stretch with the margin and the gradient at its centre. */
interface Panel extends Stretch, Slope {
  readonly value: number;
}

const halves = ({ low, high, before, value, after }: Panel): Stretch[] => {
  const centre = (low + high) / 2;
  return [
    { low, high: centre, before, after: value },
    { low: centre, high, before: value, after },
  ];
};

/** By how much the midpoint fails the identity ∫ ⟨∇g, x − y⟩ = g(low) − g(high), per length. */
const failure = ({ low, high, before, after, slope }: Panel): number =>
  Math.abs(slope - (before - after) / (high - low));

/**
 * Adaptive midpoints on any differentiable model: panels on which the path identity fails are halved, worst first, until it holds to 1e-3
 * of the drop everywhere or `gradients` are spent.
 */
export async function sampledPath(
  model: DifferentiableClassifier,
  x: Row,
  y: Row,
  i: number,
  j: number,
  gradients = 256,
): Promise<Path | null> {
  const margin = marginOn(model, x, y, i, j);
  const end = await firstCrossing(margin);
  if (end === null) return null;

  const measured = async (stretches: readonly Stretch[]): Promise<Panel[]> => {
    const centres = await margin.slopes(stretches.map(({ low, high }) => (low + high) / 2));
    return stretches.map((stretch, k) => ({ ...stretch, ...centres[k]! }));
  };
  const count = Math.max(1, Math.min(PANELS, gradients - 1));
  const ends = Array.from({ length: count + 1 }, (_, k) => (k / count) * end);
  const values = await margin.values(ends);
  const stretches = ends
    .slice(1)
    .map((high, k) => ({ low: ends[k]!, high, before: values[k]!, after: values[k + 1]! }));
  const drop = values[0]! - values.at(-1)!;
  const allowed = (TOLERANCE * Math.abs(drop)) / end;

  let panels = await measured(stretches);
  let left = gradients - count - 1;
  while (left >= 2) {
    const failing = panels
      .filter((panel) => failure(panel) > allowed)
      .sort((a, b) => failure(b) * (b.high - b.low) - failure(a) * (a.high - a.low))
      .slice(0, Math.min(PANELS, Math.floor(left / 2)));
    if (failing.length === 0) break;
    const halved = new Set(failing);
    panels = [...panels.filter((panel) => !halved.has(panel)), ...(await measured(failing.flatMap(halves)))];
    left -= 2 * failing.length;
  }
  const [start] = await margin.slopes([0]);
  const pieces = panels.map(({ low, high, slope, cosine }) => ({ length: high - low, slope, cosine }));
  return average(pieces, { direction: x.map((v, k) => v - y[k]!), end, drop, local: start!.cosine });
}
