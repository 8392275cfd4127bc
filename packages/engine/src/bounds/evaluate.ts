import type { BoundNetwork } from './network.js';

/**
 * The values of every step at some inputs, in float64: value 0 is the input, the last the outputs, `[m, size]` each.
 *
 * @example valuesAt(network, x, 1).at(-1)!.length; // 4
 */
export function valuesAt({ steps, sizes }: BoundNetwork, x: Float64Array, m: number): Float64Array[] {
  const values = [x];
  steps.forEach((step, k) => {
    const n = sizes[k + 1]!;
    if (step.kind === 'activation') {
      values.push(values[step.from]!.map((z) => step.curve.value(z)));
      return;
    }
    const out = new Float64Array(m * n);
    values.push(out);
    if (step.kind === 'linear') {
      for (let i = 0; i < m; i++) out.set(step.bias, i * n);
      for (const { from, map } of step.terms) map.apply(values[from]!, out, m);
      return;
    }
    const before = values[step.from]!;
    const width = sizes[step.from]!;
    for (let i = 0; i < m; i++)
      for (let u = 0; u < n; u++) {
        let most = -Infinity;
        for (let t = u * step.width; t < (u + 1) * step.width; t++)
          if (step.windows[t]! >= 0) most = Math.max(most, before[i * width + step.windows[t]!]!);
        out[i * n + u] = most;
      }
  });
  return values;
}

/**
 * Outputs at some inputs, in float64.
 *
 * @example outputsAt(network, new Float64Array(4)).length; // 4
 */
export const outputsAt = (network: BoundNetwork, x: Float64Array, m = 1): Float64Array =>
  valuesAt(network, x, m)[network.last]!;
