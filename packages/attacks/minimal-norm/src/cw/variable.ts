import type { Example } from '@fragility/attack';
import type { Row } from '@fragility/numerics';

/** Share of the way to the bounds that an input is moved inwards at the start: at the bounds tanh has no slope. */
const INWARDS = 1e-6;

/** A variable w that can take any value, and the points it stands for. */
export interface Variable {
  readonly start: Row;
  x(w: Row): Row;
  /** dx/dw, coordinate by coordinate. */
  slope(x: Row): Row;
}

/** x = centre + half · tanh w with bounds, x = x₀ + unit · w without. */
export function variable({ input, space }: Example<'gradient'>, unit: number): Variable {
  if (!space.bounds) {
    return {
      start: new Float64Array(input.length),
      x: (w) => input.map((value, k) => value + unit * w[k]!),
      slope: (x) => new Float64Array(x.length).fill(unit),
    };
  }
  const [lower, upper] = space.bounds;
  const [centre, half] = [(lower + upper) / 2, (upper - lower) / 2];
  const share = (value: number): number => (value - centre) / half;
  const inside = (value: number): number => Math.min(upper, Math.max(lower, value));
  return {
    start: input.map((value) => Math.atanh(share(value) * (1 - INWARDS))),
    x: (w) => w.map((value) => inside(centre + half * Math.tanh(value))),
    slope: (x) => x.map((value) => half * (1 - share(value) ** 2)),
  };
}
