import type { Example, Pulled } from '@fragility/attack';
import { dot, logitDifference, nearestOnHyperplane } from '@fragility/numerics';

/** Classes that are compared when the nearest are sought, as in MALT. */
const COMPARED = 100;

/** The classes other than the label, largest logit at the input first. */
export async function likely({ input, criterion, logits }: Example<'gradient'>): Promise<number[]> {
  const { logits: f } = await logits(input);
  return Array.from(f.keys())
    .filter((j) => j !== criterion.label)
    .sort((a, b) => f[b]! - f[a]!);
}

/**
 * Distance from the input to where the linearised f_j − f_y is zero, within the bounds; Infinity where they do not meet.
 *
 *     min ‖z − x‖_p  s.t.  ℓ + ⟨∇ℓ, z − x⟩ ≥ 0,  lo ≤ z ≤ hi;   without bounds |ℓ| / ‖∇ℓ‖_q,   ℓ = f_j − f_y,  1/p + 1/q = 1
 */
function linearised({ input, space }: Example<'gradient'>, { value, gradient: slope }: Pulled): number {
  const normal = slope.map((g) => -g);
  const offset = dot(slope, input) - value;
  const { norm, bounds } = space;
  return nearestOnHyperplane({ normal, offset, from: input, norm, bounds })?.distance ?? Infinity;
}

/** The classes other than the label, nearest by linearised distance first: among the likeliest, at one gradient for each. */
export async function nearest(example: Example<'gradient'>): Promise<number[]> {
  const classes = (await likely(example)).slice(0, COMPARED);
  const losses = classes.map((j) => logitDifference(example.criterion.label, j));
  const distances = (await example.gradients(example.input, losses)).map((pulled) => linearised(example, pulled));
  const order = Array.from(classes.keys()).sort((a, b) =>
    distances[a]! < distances[b]! ? -1 : distances[a]! > distances[b]! ? 1 : 0,
  );
  return order.map((k) => classes[k]!);
}
