import type { Floats, Precision } from '@fragility/engine';
import { memoryOf } from '@fragility/numerics/web-assembly';
import { adamKernel } from './adam-kernel.js';

/** Parameters, and how gradients change them in place. */
export interface Optimizer {
  /** The optimiser's own copy of the parameters. */
  readonly parameters: readonly Floats[];
  update(gradients: readonly Floats[], rate: number): void;
}

/**
 * Adam, with the bias corrections folded into step length and ε:
 *
 *     m ← β₁m + (1−β₁)g,   v ← β₂v + (1−β₂)g²,   p ← p − η · m/(1−β₁ᵗ) / (√(v/(1−β₂ᵗ)) + ε)
 *
 * β₁ = 0.9, β₂ = 0.999, ε = 1e-8. Parameters, gradients and moments lie in one block of memory that the kernel works on.
 * Source: Kingma & Ba, arXiv:1412.6980, algorithm 1.
 */
export function adam(initial: readonly Float64Array[], precision: Precision): Optimizer {
  const Floats = precision === 'float64' ? Float64Array : Float32Array;
  const size = Floats.BYTES_PER_ELEMENT;
  const total = initial.reduce((sum, { length }) => sum + length, 0);
  const bytes = Math.ceil((total * size) / 16) * 16;
  const memory = memoryOf(4 * bytes);
  const kernel = adamKernel(precision, memory);
  const offsets = initial.map((_, k) => initial.slice(0, k).reduce((sum, { length }) => sum + length * size, 0));
  const views = (start: number): Floats[] =>
    initial.map(({ length }, k) => new Floats(memory.buffer, start + offsets[k]!, length));
  const parameters = views(0);
  const gradients = views(bytes);
  parameters.forEach((p, k) => p.set(initial[k]!));
  let t = 0;
  return {
    parameters,
    update: (given, rate) => {
      t++;
      gradients.forEach((g, k) => g.set(given[k]!));
      const root = Math.sqrt(1 - 0.999 ** t);
      kernel(0, bytes, 2 * bytes, 3 * bytes, bytes, (rate * root) / (1 - 0.9 ** t), 1e-8 * root);
    },
  };
}

/** Gradient descent with heavy-ball momentum μ:  u ← μu + g,  p ← p − ηu. */
export function sgd(initial: readonly Float64Array[], precision: Precision, momentum: number): Optimizer {
  const Floats = precision === 'float64' ? Float64Array : Float32Array;
  const parameters = initial.map((values) => new Floats(values));
  const velocities = initial.map(({ length }) => new Floats(length));
  return {
    parameters,
    update: (gradients, rate) =>
      parameters.forEach((p, k) => {
        const u = velocities[k]!;
        const g = gradients[k]!;
        for (let i = 0; i < p.length; i++) {
          const velocity = momentum * u[i]! + g[i]!;
          u[i] = velocity;
          p[i] = p[i]! - rate * velocity;
        }
      }),
  };
}
