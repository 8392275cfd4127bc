import type { Example } from '@fragility/attack';
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

/** First-order picture of a boundary {loss = 0} at x: where it is nearest, seen from another point. */
export interface Crossing {
  readonly loss: Loss;
  readonly gradient: Row;
  /** Nearest point of {z : ℓ(x) + ⟨∇ℓ(x), z − x⟩ ≥ 0} ∩ box; the best corner of the box where the half-space misses it. */
  readonly x: Row;
  /** Its distance; Infinity where the half-space misses the box. */
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

/**
 * Linearises each boundary at x and finds its nearest point seen from `from`, nearest boundary first; [] where every gradient is zero.
 *
 *     min ‖z − from‖_p   s.t.  ℓ(x) + ⟨∇ℓ(x), z − x⟩ ≥ slack · Σ_k |∇ℓ(x)_k x_k|,  lo ≤ z ≤ hi
 *
 * `slack` is the relative rounding error of ℓ that the point has to outdo: without it a point that lies on the boundary stays there.
 */
export async function crossings(
  { gradient, space }: Subject,
  x: Row,
  from: Row,
  losses: readonly Loss[],
  slack = 0,
): Promise<Crossing[]> {
  const pulled = await Promise.all(losses.map(async (loss) => ({ loss, ...(await gradient(x, loss)) })));
  return pulled
    .filter(({ gradient: g }) => normOf(g, 'linf') > 0)
    .map(({ loss, value, gradient: g }) => {
      const terms = g.reduce((sum, v, k) => sum + Math.abs(v * x[k]!), 0);
      const size = terms > 0 ? terms : normOf(g, 'l2');
      const nearest = nearestOnHyperplane({
        normal: g.map((v) => -v),
        offset: dot(g, x) - value + slack * size,
        from,
        norm: space.norm,
        bounds: space.bounds,
      });
      return { loss, gradient: g, ...(nearest ?? { x: space.extreme(g, Infinity), distance: Infinity }) };
    })
    .sort((a, b) => a.distance - b.distance);
}

/** What an attack notes when it finds no direction to move in. */
export const FLAT = 'the gradient is zero: the attack sees no direction to move in';
