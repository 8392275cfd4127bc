import { valuesAt } from '../evaluate.js';
import type { BoundNetwork } from '../network.js';

/** Derivatives of functions of the outputs, and the values of all steps. */
export interface Gradients {
  readonly values: readonly Float64Array[];
  /** `[m, d]`. */
  readonly gradients: Float64Array;
}

/**
 * ∇⟨a_i, f(x_i)⟩ at m inputs, in float64: at a kink the derivative from the left, of equal inputs of a maximum that of the first.
 *
 * @param cotangents the rows a `[m, outputs]`, of which those may depend on the outputs `[m, outputs]`
 * @example gradientsAt(network, x, 1, () => Float64Array.of(1, -1)).gradients.length; // d
 */
export function gradientsAt(
  network: BoundNetwork,
  x: Float64Array,
  m: number,
  cotangents: (outputs: Float64Array) => Float64Array,
): Gradients {
  const { steps, sizes, last } = network;
  const values = valuesAt(network, x, m);
  const rows: (Float64Array | undefined)[] = [];
  rows[last] = cotangents(values[last]!);
  const at = (from: number): Float64Array => (rows[from] ??= new Float64Array(m * sizes[from]!));
  for (let v = last; v > 0; v--) {
    const own = rows[v];
    if (!own) continue;
    const step = steps[v - 1]!;
    if (step.kind === 'linear') for (const { from, map } of step.terms) map.pull(own, at(from), m);
    else if (step.kind === 'activation') {
      const [to, before] = [at(step.from), values[step.from]!];
      for (let k = 0; k < to.length; k++) if (own[k] !== 0) to[k]! += own[k]! * step.curve.slope(before[k]!);
    } else {
      const [to, before] = [at(step.from), values[step.from]!];
      const [n, width] = [sizes[v]!, sizes[step.from]!];
      for (let i = 0; i < m; i++)
        for (let u = 0; u < n; u++) {
          let most = -1;
          for (let t = u * step.width; t < (u + 1) * step.width; t++) {
            const k = step.windows[t]!;
            if (k >= 0 && (most < 0 || before[i * width + k]! > before[i * width + most]!)) most = k;
          }
          to[i * width + most]! += own[i * n + u]!;
        }
    }
    rows[v] = undefined;
  }
  return { values, gradients: at(0) };
}
