import type { Batch } from '@fragility/numerics';
import type { Activation, DenseLayer } from '@fragility/numerics/dense';

/** Repeatable numbers in (−1, 1) for tests. */
export function numbers(seed: number): () => number {
  let state = seed * 2654435761 + 12345;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32) * 2 - 1;
  };
}

/** A network of the given widths with `activation` between the layers. */
export function network(widths: readonly number[], activation: Activation, seed = 1): DenseLayer[] {
  const next = numbers(seed);
  return widths.slice(1).map((outputs, k) => {
    const inputs = widths[k]!;
    return {
      inputs,
      outputs,
      weight: Float64Array.from({ length: inputs * outputs }, () => next() * Math.sqrt(3 / inputs)),
      bias: Float64Array.from({ length: outputs }, () => next() * 0.3),
      activation: k === widths.length - 2 ? { kind: 'identity' } : activation,
    };
  });
}

/** `n` rows of `size` numbers. */
export function data(n: number, size: number, seed = 7): Batch {
  const next = numbers(seed);
  return { data: Float64Array.from({ length: n * size }, next), shape: [n, size] };
}

/** Logits of one row, written out as plain loops: independent of every graph. */
export function plainLogits(layers: readonly DenseLayer[], input: Float64Array): Float64Array {
  let h = input;
  for (const { inputs, outputs, weight, bias, activation } of layers) {
    const next = new Float64Array(outputs);
    for (let o = 0; o < outputs; o++) {
      let sum = bias[o]!;
      for (let i = 0; i < inputs; i++) sum += weight[o * inputs + i]! * h[i]!;
      if (activation.kind === 'relu') sum = Math.max(sum, 0);
      else if (activation.kind === 'tanh') sum = Math.tanh(sum);
      else if (activation.kind === 'gelu')
        sum = sum / (1 + Math.exp(-2 * Math.sqrt(2 / Math.PI) * (sum + 0.044715 * sum ** 3)));
      else if (activation.kind === 'power') sum = Math.max(sum, 0) ** activation.power;
      else if (activation.kind === 'leaky-relu' && sum < 0) sum *= activation.slope;
      next[o] = sum;
    }
    h = next;
  }
  return h;
}

/** Largest |a − b| relative to the largest |b|. */
export function difference(a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) return Infinity;
  let worst = 0;
  let scale = 1e-300;
  for (let k = 0; k < a.length; k++) {
    const gap = Math.abs(a[k]! - b[k]!);
    if (!(gap <= worst)) worst = gap;
    scale = Math.max(scale, Math.abs(b[k]!));
  }
  return worst / scale;
}
