import type { Loss, Row } from '@fragility/numerics';

/** Weights of the logits in their spread: f_π1 − f_π3, or f_π1 − (f_π3 + f_π4)/2 in targeted attacks; none with too few classes. */
function spreadWeights(logits: Row, targeted: boolean): (readonly [index: number, weight: number])[] {
  if (logits.length < (targeted ? 4 : 3)) return [];
  const order = Array.from(logits.keys()).sort((a, b) => logits[b]! - logits[a]!);
  const [first, , third, fourth] = order as [number, number, number, number];
  if (!targeted) return [[first, 1] as const, [third, -1] as const];
  return [[first, 1] as const, [third, -0.5] as const, [fourth, -0.5] as const];
}

/** The loss divided by a constant. */
export const scaled =
  (loss: Loss, size: number): Loss =>
  (logits) => {
    const { value, cotangent } = loss(logits);
    return { value: value / size, cotangent: cotangent.map((entry) => entry / size) };
  };

/**
 * A difference of logits divided by the spread of the logits, to ascend: the Difference of Logits Ratio when given the margin.
 *
 *     ℓ / spread,   spread = f_π1 − f_π3 (untargeted) or f_π1 − (f_π3 + f_π4)/2 (targeted);  `fallback` with too few classes or where it is zero
 *
 * π orders the logits downwards. Value and cotangent belong together, which penalties need; the ratio of @fragility/numerics scales its cotangent.
 * Logits [K]. Source: Croce & Hein, ICML 2020, arXiv:2003.01690, equations 6 and 7.
 *
 * @example logitRatio(marginLoss({ label: 0 }), false, 1)(Float64Array.of(4, 3, 0)).value; // -0.25
 */
export function logitRatio(difference: Loss, targeted: boolean, fallback: number): Loss {
  return (logits) => {
    const weights = spreadWeights(logits, targeted);
    const spread = weights.reduce((sum, [j, weight]) => sum + weight * logits[j]!, 0);
    const size = spread > 0 ? spread : fallback;
    const { value, cotangent } = scaled(difference, size)(logits);
    if (spread > 0) for (const [j, weight] of weights) cotangent[j]! -= (value * weight) / size;
    return { value, cotangent };
  };
}
