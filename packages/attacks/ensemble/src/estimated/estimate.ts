import type { Example } from '@fragility/attack';
import { inTurns } from '@fragility/attack/parts';
import { dot, type Random, type Row } from '@fragility/numerics';

export type Method = 'nes' | 'spsa' | 'coordinates';

export interface Estimate {
  readonly method: Method;
  /** Model evaluations per gradient, rounded up to pairs; coordinates take 2d. */
  readonly queries: number;
  /** Length σ of the differences, as a share of the width of the box, or without one of the largest coordinate of the input. */
  readonly radius: number;
}

type ScoredExample = Pick<Example<'scores'>, 'input' | 'space' | 'logits'>;

function direction(method: Method, d: number, k: number, random: Random): Row {
  const u = new Float64Array(d);
  if (method === 'coordinates') u[k] = 1;
  else for (let i = 0; i < d; i++) u[i] = method === 'nes' ? random.normal() : random.uniform() < 0.5 ? -1 : 1;
  return u;
}

/** The points x ± σu, moved together by as little as brings both into the box: their difference stays 2σu unless that is wider. */
function pair({ space: { bounds } }: ScoredExample, x: Row, u: Row, sigma: number): readonly [Row, Row] {
  const [lower, upper] = bounds ?? [-Infinity, Infinity];
  const [plus, minus] = [x.slice(), x.slice()];
  for (let k = 0; k < x.length; k++) {
    const reach = Math.max(-(upper - lower) / 2, Math.min((upper - lower) / 2, sigma * u[k]!));
    const margin = Math.abs(reach);
    const centre = Math.min(upper - margin, Math.max(lower + margin, x[k]!));
    plus[k] = centre + reach;
    minus[k] = centre - reach;
  }
  return [plus, minus];
}

/**
 * ∇ₓ⟨c, f(x)⟩ from logits alone: differences along pairs of opposite directions u_b, b = 1 … n.
 *
 *     NES           g = 1/n Σ_b s_b u_b / 2σ,      u_b ~ N(0, 1)ᵈ
 *     SPSA          g = 1/n Σ_b s_b / (2σ u_b),    u_b ~ {−1, 1}ᵈ
 *     coordinates   g_k = s_k / 2σ,                u_k = e_k, k = 1 … d
 *     s_b = ⟨c, f(x + σu_b) − f(x − σu_b)⟩
 *
 * x [d], c [K]; σ in the units of x. Exact on linear models by coordinates, unbiased there by NES and SPSA. Points stay inside the box.
 */
export async function estimateGradient(
  example: ScoredExample,
  x: Row,
  cotangent: Row,
  { method, queries, radius }: Estimate,
  random: Random,
): Promise<Row> {
  const { input, space, logits } = example;
  const size = space.bounds
    ? space.bounds[1] - space.bounds[0]
    : input.reduce((top, v) => Math.max(top, Math.abs(v)), 0) || 1;
  const sigma = radius * size;
  const count = method === 'coordinates' ? x.length : Math.ceil(queries / 2);
  const gradient = new Float64Array(x.length);
  await inTurns(count, async (k) => {
    const [plus, minus] = pair(example, x, direction(method, x.length, k, random), sigma);
    const [above, below] = await Promise.all([logits(plus), logits(minus)]);
    const slope = dot(cotangent, above.logits) - dot(cotangent, below.logits);
    for (let i = 0; i < x.length; i++) {
      const width = plus[i]! - minus[i]!;
      if (width === 0) continue;
      gradient[i]! += method === 'nes' ? (slope * width) / (4 * sigma ** 2 * count) : slope / width;
    }
  });
  return method === 'spsa' ? gradient.map((v) => v / count) : gradient;
}
