import type { Floats, Precision, Tensor } from '@fragility/engine';
import { permutation, type Batch, type Random } from '@fragility/numerics';

/** Inputs and targets of one step. */
export interface MiniBatch {
  readonly input: Tensor;
  readonly target: Tensor;
  readonly epoch: number;
  /** Whether it is the last of its epoch. */
  readonly last: boolean;
}

const allocate = (precision: Precision, size: number): Floats =>
  precision === 'float64' ? new Float64Array(size) : new Float32Array(size);

/** Classes as rows of zeros and a one; wanted outputs as they are. */
export function oneHot(targets: ArrayLike<number> | Batch, classes: number): Float64Array {
  if ('shape' in targets) return targets.data;
  const rows = new Float64Array(targets.length * classes);
  for (let i = 0; i < targets.length; i++) rows[i * classes + targets[i]!] = 1;
  return rows;
}

/**
 * Batches without end: every epoch sees every example once, in an order drawn from `random.fork(epoch)`; the last batch of an epoch is
 * smaller where `size` does not divide n. A full batch keeps the order and is made once.
 */
export function* batches(
  inputs: Float64Array,
  targets: Float64Array,
  n: number,
  size: number,
  precision: Precision,
  random: Random,
): Generator<MiniBatch, never> {
  const [d, k] = [inputs.length / n, targets.length / n];
  const input = allocate(precision, size * d);
  const target = allocate(precision, size * k);
  if (size === n) {
    input.set(inputs);
    target.set(targets);
    for (let epoch = 0; ; epoch++) {
      yield { input: { data: input, shape: [n, d] }, target: { data: target, shape: [n, k] }, epoch, last: true };
    }
  }
  for (let epoch = 0; ; epoch++) {
    const order = permutation(random.fork(epoch), n);
    for (let start = 0; start < n; start += size) {
      const count = Math.min(size, n - start);
      for (let j = 0; j < count; j++) {
        const i = order[start + j]!;
        input.set(inputs.subarray(i * d, (i + 1) * d), j * d);
        target.set(targets.subarray(i * k, (i + 1) * k), j * k);
      }
      yield {
        input: { data: input.subarray(0, count * d), shape: [count, d] },
        target: { data: target.subarray(0, count * k), shape: [count, k] },
        epoch,
        last: start + size >= n,
      };
    }
  }
}
