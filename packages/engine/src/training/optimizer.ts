import type { Floats } from '../graph/tensors.js';

/** Changes parameters in place, given their gradients and the learning rate. */
export type Optimizer = (gradients: readonly Floats[], rate: number) => void;

const like = (values: Floats): Floats =>
  values.BYTES_PER_ELEMENT === 8 ? new Float64Array(values.length) : new Float32Array(values.length);

function adamUpdate(p: Floats, g: Floats, m: Floats, v: Floats, rate: number, epsilon: number): void {
  const n = p.length;
  for (let i = 0; i < n; i++) {
    const gradient = g[i]!;
    const mean = 0.9 * m[i]! + 0.1 * gradient;
    const square = 0.999 * v[i]! + 0.001 * gradient * gradient;
    m[i] = mean;
    v[i] = square;
    p[i] = p[i]! - (rate * mean) / (Math.sqrt(square) + epsilon);
  }
}

/**
 * Adam, with the bias corrections folded into step length and ε:
 *
 *     m ← β₁m + (1−β₁)g,   v ← β₂v + (1−β₂)g²,   p ← p − η · m/(1−β₁ᵗ) / (√(v/(1−β₂ᵗ)) + ε)
 *
 * β₁ = 0.9, β₂ = 0.999, ε = 1e-8. Source: Kingma & Ba, arXiv:1412.6980, algorithm 1.
 */
export function adam(parameters: readonly Floats[]): Optimizer {
  const means = parameters.map(like);
  const squares = parameters.map(like);
  let t = 0;
  return (gradients, rate) => {
    t++;
    const root = Math.sqrt(1 - 0.999 ** t);
    const length = (rate * root) / (1 - 0.9 ** t);
    parameters.forEach((p, k) => adamUpdate(p, gradients[k]!, means[k]!, squares[k]!, length, 1e-8 * root));
  };
}

/** Gradient descent with heavy-ball momentum μ:  u ← μu + g,  p ← p − ηu. */
export function sgd(parameters: readonly Floats[], momentum: number): Optimizer {
  const velocities = parameters.map(like);
  return (gradients, rate) =>
    parameters.forEach((p, k) => {
      const u = velocities[k]!;
      const g = gradients[k]!;
      for (let i = 0; i < p.length; i++) {
        const velocity = momentum * u[i]! + g[i]!;
        u[i] = velocity;
        p[i] = p[i]! - rate * velocity;
      }
    });
}
