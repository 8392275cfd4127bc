import type { BoundNetwork, MaximumStep } from '../network.js';
import type { Range } from '../passes/interval.js';
import type { Mixtures, Picks } from '../passes/relaxation.js';
import type { Movable } from './movable.js';
import { ontoSimplex } from './simplex.js';

/**
 * The lower bounds of maxima as mixtures Σ w_k x_k, w ≥ 0, Σ w = 1, of the inputs of each window that can be its largest, for m rows; undefined where each window
 * has but one. They start at the input with the largest lower bound.
 */
export function mixturesOf(
  { width, windows }: MaximumStep,
  { lower, upper }: Range,
  { below, above, ceiling }: Picks,
  m: number,
): Mixtures | undefined {
  const n = below.length;
  const starts = new Int32Array(n + 1);
  const inputs: number[] = [];
  for (let i = 0; i < n; i++) {
    const best = below[i]!;
    inputs.push(best);
    for (let t = i * width; above[i]! < 0 && t < (i + 1) * width; t++) {
      const k = windows[t]!;
      if (k >= 0 && k !== best && upper[k]! > lower[best]!) inputs.push(k);
    }
    starts[i + 1] = inputs.length;
  }
  if (inputs.length === n) return undefined;
  const weights = new Float64Array(m * inputs.length);
  for (let i = 0; i < m; i++) for (let u = 0; u < n; u++) weights[i * inputs.length + starts[u]!] = 1;
  return { kind: 'mixtures', starts, inputs: Int32Array.from(inputs), weights, above, ceiling };
}

/** The weights of mixtures as parameters of m rows, each window's on a simplex. */
export function movableMixtures(
  { sizes, steps }: Pick<BoundNetwork, 'sizes' | 'steps'>,
  step: number,
  { starts, inputs, weights }: Mixtures,
  m: number,
): Movable {
  const [n, size] = [starts.length - 1, inputs.length];
  const width = sizes[(steps[step] as MaximumStep).from]!;
  return {
    step,
    inputs: Int32Array.from(new Set(inputs)),
    start: weights.slice(0, size),
    least: -Infinity,
    most: Infinity,
    put: (p) => weights.set(p),
    derive: (coefficients, before, gradient) => {
      // Along the simplex: relative to the mixture itself.
      for (let i = 0; i < m; i++)
        for (let u = 0; u < n; u++) {
          const factor = Math.max(0, coefficients?.[i * n + u] ?? 0);
          let mean = 0;
          for (let e = starts[u]!; e < starts[u + 1]!; e++)
            mean += weights[i * size + e]! * before[i * width + inputs[e]!]!;
          for (let e = starts[u]!; e < starts[u + 1]!; e++)
            gradient[i * size + e] = factor * (before[i * width + inputs[e]!]! - mean);
        }
    },
    restrain: (p) => {
      for (let i = 0; i < m; i++)
        for (let u = 0; u < n; u++)
          if (starts[u + 1]! > starts[u]! + 1) ontoSimplex(p, i * size + starts[u]!, i * size + starts[u + 1]!);
    },
  };
}
