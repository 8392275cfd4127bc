import type * as core from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * Logits [n, K] that decide as the model does where what it gives is equal by rounding, as sigmoids of two large numbers are: the engine's rule
 * for such ends, in tensors,
 *
 *     z_k ← max_j z_j   for the first k with p_k = max_j p_j
 */
export function decided(tf: typeof core, logits: Tensor, given: Tensor): Tensor {
  const n = logits.shape[0]!;
  const [z, p] = [tf.reshape(logits, [n, -1]), tf.reshape(given, [n, -1])];
  const chosen = tf.oneHot(tf.argMax(p, 1), z.shape[1]!, 1, 0, 'bool');
  return tf.where(chosen, tf.broadcastTo(tf.max(z, 1, true), [n, z.shape[1]!]), z);
}
