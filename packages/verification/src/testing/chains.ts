import type { Random } from '@fragility/numerics';
import type { Chain } from '../split/chain.js';

/** A chain of rectified layers of random weights, the last one plain. */
export const randomChain = (widths: readonly number[], { normal }: Random): Chain =>
  widths.slice(1).map((outputs, k) => {
    const inputs = widths[k]!;
    return {
      inputs,
      outputs,
      weight: Float64Array.from({ length: inputs * outputs }, () => (normal() * 1.6) / Math.sqrt(inputs)),
      bias: Float64Array.from({ length: outputs }, () => 0.3 * normal()),
      rectified: k < widths.length - 2,
    };
  });

/** A random box within [−1, 1]^d, some of its sides a point. */
export function randomBox(d: number, { uniform }: Random): { lower: Float64Array; upper: Float64Array } {
  const width = 10 ** (-2 * uniform());
  const lower = Float64Array.from({ length: d }, () => 2 * uniform() - 1);
  return { lower, upper: lower.map((low) => low + (uniform() < 0.1 ? 0 : width * uniform())) };
}
