import { dot, type Row } from '@fragility/numerics';

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

/** What a gradient says about the direction x − y. */
export interface Slope {
  /** ⟨∇g, x − y⟩. */
  readonly slope: number;
  /** |cos θ|. */
  readonly cosine: number;
}

/** A piece of the way on which the gradient is taken to be constant; `length` is its share of the way from x to y. */
export interface Piece extends Slope {
  readonly length: number;
}

export const between = (x: Row, y: Row, t: number): Row => x.map((v, k) => v + t * (y[k]! - v));

export function slopeOf(gradient: Row, direction: Row): Slope {
  const slope = dot(gradient, direction);
  const lengths = Math.sqrt(dot(gradient, gradient) * dot(direction, direction));
  return { slope, cosine: Math.abs(slope) / (lengths || 1) };
}

/** Averages over the pieces of [0, end]; `direction` is x − y, `drop` is g(x) − g(end), `local` is |cos θ| at x. */
export function average(
  pieces: readonly Piece[],
  { direction, end, drop, local }: { direction: Row; end: number; drop: number; local: number },
): Path {
  const integral = pieces.reduce((sum, { length, slope }) => sum + length * slope, 0);
  return {
    boundary: end * Math.sqrt(dot(direction, direction)),
    compression: pieces.reduce((sum, { length, cosine }) => sum + length * cosine, 0) / end,
    local,
    residual: Math.abs(integral - drop) / Math.abs(drop),
  };
}
