import type { BoundNetwork } from './network.js';
import { intervals, type Range } from './passes/interval.js';
import type { Region } from './region.js';
import { gamma, UNIT } from './rounding.js';

/** The most by which a runtime's tanh and sigmoid are off in float32: several units in the last place. */
const SMOOTH = 2 ** -21;

/**
 * The most by which an evaluation of the network in float32 differs from exact arithmetic anywhere in a region, output by output:
 *
 *     e ← |W| e + γ_{n+2} (|W| h + |b|) through a linear step,   e ← lipschitz · e through an activation,   e_input = 2⁻²⁴ |x|
 *
 * with h the largest size of each input over the region and n the products of a sum; it holds for sums in any order, with or without fused
 * multiply-add. It includes the rounding of the input to float32. Source: Higham, Accuracy and Stability of Numerical Algorithms, 2002, §3.1.
 *
 * A bound on a margin that is lowered by Σ_k |a_k| e_k holds for what the network says in float32.
 *
 * @returns one number an output, ≥ 0.
 * @example floatError(network, region)[0]! < 1e-3; // true
 */
export function floatError(
  network: BoundNetwork,
  region: Region,
  ranges: readonly (Range | undefined)[] = intervals(network, region),
): Float64Array {
  const unit = UNIT.float32;
  const sizeAt = (v: number, e: Float64Array): Float64Array => {
    const { lower, upper } = ranges[v]!;
    return e.map((own, k) => Math.max(Math.abs(lower[k]!), Math.abs(upper[k]!)) + own);
  };
  const errors: Float64Array[] = [region.magnitude.map((v) => unit * v)];
  for (const step of network.steps) {
    if (step.kind === 'linear') {
      const sum = step.bias.map((b) => 4 * unit * Math.abs(b));
      for (const { from, map } of step.terms) {
        const [e, share] = [errors[from]!, gamma(map.longest + step.terms.length + 2, unit)];
        map.applyAbsolute(
          sizeAt(from, e).map((v, k) => e[k]! + share * v),
          sum,
        );
      }
      errors.push(sum);
      continue;
    }
    const before = errors[step.from]!;
    if (step.kind === 'activation') {
      const { lipschitz, piecewise } = step.curve;
      errors.push(before.map((e, k) => lipschitz * e + (piecewise ? unit * sizeAt(step.from, before)[k]! : SMOOTH)));
      continue;
    }
    const n = step.windows.length / step.width;
    errors.push(
      Float64Array.from({ length: n }, (_, i) =>
        step.windows
          .subarray(i * step.width, (i + 1) * step.width)
          .reduce((most, k) => (k < 0 ? most : Math.max(most, before[k]!)), 0),
      ),
    );
  }
  return errors[network.last]!;
}
