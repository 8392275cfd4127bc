import type { DifferentiableClassifier } from '@fragility/model';
import { isDense } from '@fragility/model';
import { dot, row, stack, type Row } from '@fragility/numerics';
import { forward, isPiecewiseLinear, segmentBreakpoints, vjp, type DenseLayer } from '@fragility/numerics/dense';

/** What happens to the margin g = f_i − f_j on the straight way from x (g > 0) to y, up to the boundary. */
export interface Path {
  /** L2 distance from x to where g first reaches 0. */
  readonly boundary: number;
  /** Average of |cos θ| on that way, θ between ∇g and x − y. */
  readonly compression: number;
  /** |cos θ| at x. */
  readonly local: number;
  /** Relative error of the path identity g(x) − g(boundary) = ∫ ‖∇g‖ cos θ: the self-check. */
  readonly residual: number;
}

interface Piece {
  readonly length: number;
  readonly gradient: Row;
}

const between = (x: Row, y: Row, t: number): Row => x.map((v, k) => v + t * (y[k]! - v));

/** Averages over the pieces of [0, end]; `direction` is x − y, `drop` is g(x) − g(end). */
function average(pieces: readonly Piece[], direction: Row, end: number, drop: number): Path {
  const far = Math.sqrt(dot(direction, direction));
  const cosine = ({ gradient }: Piece): number =>
    Math.abs(dot(gradient, direction)) / (Math.sqrt(dot(gradient, gradient)) * far || 1);
  const integral = pieces.reduce((sum, { length, gradient }) => sum + length * dot(gradient, direction), 0);
  return {
    boundary: end * far,
    compression: pieces.reduce((sum, piece) => sum + piece.length * cosine(piece), 0) / end,
    local: cosine(pieces[0]!),
    residual: Math.abs(integral - drop) / Math.abs(drop),
  };
}

/** Exact on piecewise-linear networks: between breakpoints the margin is affine in t and its gradient constant. */
export function exactPath(layers: readonly DenseLayer[], x: Row, y: Row, i: number, j: number): Path | null {
  const cotangent = new Float64Array(layers.at(-1)!.outputs);
  cotangent[i] = 1;
  cotangent[j] = -1;
  const margin = (t: number): number => dot(cotangent, forward(layers, between(x, y, t)));
  const ends = [...segmentBreakpoints(layers, x, y), 1];
  const direction = x.map((v, k) => v - y[k]!);
  const start = margin(0);
  const pieces: Piece[] = [];
  let low = 0;
  let before = start;
  for (const high of ends) {
    const after = margin(high);
    const gradient = vjp(layers, between(x, y, (low + high) / 2), cotangent);
    const end = after > 0 ? high : low + ((high - low) * before) / (before - after);
    pieces.push({ length: end - low, gradient });
    if (after <= 0) return average(pieces, direction, end, start - margin(end));
    [low, before] = [high, after];
  }
  return null;
}

const NODES = 64;

/** By quadrature on any differentiable model: 64 steps to bracket the boundary, bisection, then 64 midpoints up to it. */
export async function sampledPath(
  model: DifferentiableClassifier,
  x: Row,
  y: Row,
  i: number,
  j: number,
): Promise<Path | null> {
  const cotangent = new Float64Array(model.classes);
  cotangent[i] = 1;
  cotangent[j] = -1;
  const margins = async (ts: readonly number[]): Promise<number[]> => {
    const logits = await model.logits(
      stack(
        ts.map((t) => between(x, y, t)),
        model.inputShape,
      ),
    );
    return ts.map((_, k) => dot(cotangent, row(logits, k)));
  };
  const grid = Array.from({ length: NODES + 1 }, (_, k) => k / NODES);
  const values = await margins(grid);
  const crossed = values.findIndex((value) => value <= 0);
  if (crossed < 1) return null;
  let [low, high] = [grid[crossed - 1]!, grid[crossed]!];
  for (let k = 0; k < 30; k++) {
    const middle = (low + high) / 2;
    if ((await margins([middle]))[0]! > 0) low = middle;
    else high = middle;
  }
  const centres = Array.from({ length: NODES }, (_, k) => ((k + 0.5) / NODES) * high);
  const pullback = await model.vjp(
    stack(
      centres.map((t) => between(x, y, t)),
      model.inputShape,
    ),
  );
  const gradients = await pullback.backward(stack(centres.map(() => cotangent)));
  const pieces = centres.map((_, k) => ({ length: high / NODES, gradient: row(gradients, k) }));
  const [end] = await margins([high]);
  return average(
    pieces,
    x.map((v, k) => v - y[k]!),
    high,
    values[0]! - end!,
  );
}

/** The way from x to y in the best precision the model allows; null where the margin does not change sign. */
export const pathBetween = async (
  model: DifferentiableClassifier,
  x: Row,
  y: Row,
  i: number,
  j: number,
): Promise<Path | null> =>
  isDense(model) && isPiecewiseLinear(model.layers)
    ? exactPath(model.layers, x, y, i, j)
    : sampledPath(model, x, y, i, j);
