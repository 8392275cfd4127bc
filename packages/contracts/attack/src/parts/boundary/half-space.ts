import { dot, nearestOnHyperplane, normOf, type Loss, type Row } from '@fragility/numerics';
import type { Example } from '../../attack.js';
import type { Space } from '../../space.js';

const { abs } = Math;

/** The half-space {z : value + ⟨gradient, z − x⟩ ≥ 0}: what the loss looks like from x, to first order. */
export interface HalfSpace {
  readonly gradient: Row;
  /** value − ⟨gradient, x⟩: the half-space is {z : ⟨gradient, z⟩ + offset ≥ 0}. */
  readonly offset: number;
  /** Σ_k |g_k x_k|, or ‖g‖₂ where that is zero: what the offset's rounding error is relative to. */
  readonly terms: number;
}

/** Where a half-space and the bounds are nearest; `distance` is Infinity, and x the best corner, where they do not meet. */
export interface NearestPoint {
  readonly x: Row;
  readonly distance: number;
}

/** The half-space of a loss with this value and gradient at x. */
export function halfSpace(x: Row, value: number, gradient: Row): HalfSpace {
  let terms = 0;
  for (let k = 0; k < x.length; k++) terms += abs(gradient[k]! * x[k]!);
  return { gradient, offset: value - dot(gradient, x), terms: terms > 0 ? terms : normOf(gradient, 'l2') };
}

/** The losses to first order at x, those without a gradient left out. */
export async function linearise(
  { gradients }: Pick<Example<'gradient'>, 'gradients'>,
  x: Row,
  losses: readonly Loss[],
): Promise<HalfSpace[]> {
  const pulled = await gradients(x, losses);
  return pulled.map((one) => halfSpace(x, one.value, one.gradient)).filter(({ terms }) => terms > 0);
}

/**
 * The nearest point of a half-space within bounds, seen from `from`; with `onto`, of its boundary, from either side. `out` is where it is written.
 *
 *     min ‖z − from‖_p   s.t.  offset + ⟨g, z⟩ ≥ slack · Σ_k |g_k x_k|,  lo ≤ z ≤ hi
 *
 * `slack` is the relative rounding error of the offset that the point has to outdo: without it a point on the boundary stays there.
 *
 * @example
 * const within = (space: import('@fragility/attack').Space) => nearest(halfSpace(x, -1, Float64Array.of(3, 4, 0, 0)), x, space).x;
 */
export function nearest(
  { gradient, offset, terms }: HalfSpace,
  from: Row,
  { norm, bounds, extreme }: Space,
  { slack = 0, onto = false, out }: { slack?: number; onto?: boolean; out?: Row } = {},
): NearestPoint {
  const base = offset - slack * terms;
  const found = nearestOnHyperplane({
    normal: gradient,
    offset: base,
    side: onto ? 'zero' : 'positive',
    from,
    norm,
    bounds,
    ...(out ? { out } : {}),
  });
  if (found) return found;
  const beyond = onto && base + dot(gradient, from) > 0;
  const ahead = beyond ? gradient.map((g) => -g) : gradient;
  return { x: extreme(ahead, Infinity, out), distance: Infinity };
}
