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
      else if (activation.kind === 'leaky-relu' && sum < 0) sum *= activation.slope;
      next[o] = sum;
    }
    h = next;
  }
  return h;
}
