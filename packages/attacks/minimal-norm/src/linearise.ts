import type { Example, Space } from '@fragility/attack';
import {
  dot,
  logitDifference,
  marginLoss,
  nearestOnHyperplane,
  normOf,
  type Loss,
  type Row,
} from '@fragility/numerics';

/** What the attacks of this package ask of one example. */
export type Subject = Pick<
  Example<'gradient'>,
  'input' | 'classes' | 'criterion' | 'budget' | 'random' | 'space' | 'best' | 'note' | 'logits' | 'gradient'
>;

/** The half-space {z : value + ⟨gradient, z − x⟩ ≥ 0}: what the loss looks like from x, to first order. */
export interface HalfSpace {
  readonly x: Row;
  readonly value: number;
  readonly gradient: Row;
}

/** Where a half-space and the bounds are nearest; `distance` is Infinity, and x the best corner, where they do not meet. */
export interface Nearest {
  readonly x: Row;
  readonly distance: number;
}

/**
 * The losses whose zeros bound the decision: ℓ = f_j − f_y for the `count` other classes with the largest logits; in a targeted
 * attack ℓ = f_t − max_{j≠t} f_j alone. Each is positive beyond its boundary.
 */
export function boundaries({ criterion }: Subject, logits: Row, count: number): Loss[] {
  const { label, target } = criterion;
  if (target !== undefined) return [marginLoss(criterion)];
  return Array.from(logits.keys())
    .filter((j) => j !== label)
    .sort((a, b) => logits[b]! - logits[a]!)
    .slice(0, count)
    .map((j) => logitDifference(label, j));
}

/** The losses to first order at x, those without a gradient left out. */
export async function linearise({ gradient }: Subject, x: Row, losses: readonly Loss[]): Promise<HalfSpace[]> {
  const pulled = await Promise.all(losses.map((loss) => gradient(x, loss)));
  return pulled.map((one) => ({ x, ...one })).filter((one) => normOf(one.gradient, 'linf') > 0);
}

/**
 * The nearest point of a half-space within bounds, seen from `from`; with `onto`, of its boundary, from either side.
 *
 *     min ‖z − from‖_p   s.t.  value + ⟨g, z − x⟩ ≥ slack · Σ_k |g_k x_k|,  lo ≤ z ≤ hi
 *
 * `slack` is the relative rounding error of the value that the point has to outdo: without it a point on the boundary stays there.
 */
export function nearest(
  { x, value, gradient }: HalfSpace,
  from: Row,
  { norm, bounds, extreme }: Space,
  { slack = 0, onto = false } = {},
): Nearest {
  let [product, terms] = [0, 0];
  for (let k = 0; k < x.length; k++) {
    const term = gradient[k]! * x[k]!;
    product += term;
    terms += Math.abs(term);
  }
  const base = value - product - slack * (terms > 0 ? terms : normOf(gradient, 'l2'));
  const sign = onto && base + dot(gradient, from) > 0 ? 1 : -1;
  const normal = new Float64Array(x.length);
  for (let k = 0; k < x.length; k++) normal[k] = sign * gradient[k]!;
  return (
    nearestOnHyperplane({ normal, offset: sign * base, from, norm, bounds }) ?? {
      x: extreme(
        normal.map((n) => -n),
        Infinity,
      ),
      distance: Infinity,
    }
  );
}

/** What an attack notes when it finds no direction to move in. */
export const FLAT = 'the gradient is zero: the attack sees no direction to move in';
