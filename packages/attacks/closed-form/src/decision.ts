import type { Criterion, Row } from '@fragility/numerics';
import { affineMap, regionConstraints, type DenseLayer } from '@fragility/numerics/dense';
import type { Halfspaces } from '@fragility/numerics/polytope';

/**
 * Where the criterion is met as far as the affine map of an activation region holds, as a union of polytopes.
 *
 *     without a target: f_y − f_j ≤ 0, one polytope for each class j ≠ y, or for one `other`;   with a target t: f_j − f_t ≤ 0 for all j ≠ t, one polytope
 *
 * @example decisionPolytopes(layers, activationPattern(layers, x), { label: 0 }).length; // 3
 */
export function decisionPolytopes(
  layers: readonly DenseLayer[],
  pattern: Uint8Array,
  { label, target }: Criterion,
  other?: number,
): Halfspaces[] {
  const { weight, bias } = affineMap(layers, pattern);
  const d = layers[0]!.inputs;
  const difference = (a: number, b: number): Row => {
    const row = weight.slice(a * d, (a + 1) * d);
    for (let k = 0; k < d; k++) row[k]! -= weight[b * d + k]!;
    return row;
  };
  const classes = Array.from(bias.keys());
  if (target === undefined) {
    return classes
      .filter((j) => j !== label && (other === undefined || j === other))
      .map((j) => ({ weight: [difference(label, j)], offset: Float64Array.of(bias[label]! - bias[j]!) }));
  }
  const others = classes.filter((j) => j !== target);
  return [
    {
      weight: others.map((j) => difference(j, target)),
      offset: Float64Array.from(others, (j) => bias[j]! - bias[target]!),
    },
  ];
}

/**
 * An activation region: z_u ≤ 0 or −z_u ≤ 0 for every bending unit u, as the pattern has it.
 *
 * @example regionPolytope(layers, activationPattern(layers, x)).offset.length; // 0
 */
export function regionPolytope(layers: readonly DenseLayer[], pattern: Uint8Array): Halfspaces {
  const { weight, offset } = regionConstraints(layers, pattern);
  const d = layers[0]!.inputs;
  const signs = Array.from(pattern, (active) => (active ? -1 : 1));
  const row = (u: number): Row => weight.subarray(u * d, (u + 1) * d);
  return {
    weight: signs.map((sign, u) => (sign < 0 ? row(u).map((w) => -w) : row(u))),
    offset: offset.map((b, u) => signs[u]! * b),
  };
}
