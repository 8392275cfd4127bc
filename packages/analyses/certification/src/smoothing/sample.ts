import type { Classifier } from '@fragility/model';
import { predictedClass, row, stack, type Random, type Row } from '@fragility/numerics';

/** Numbers that one call of the model may be given. */
const CHUNK = 1 << 18;

/**
 * How often a model says each class of an input with Gaussian noise:
 *
 *     counts_c = #{ k ≤ n : f(x + σ z_k) = c },   z_k ~ N(0, I)
 *
 * A point at which a logit is not finite counts for no class.
 */
export async function noisyCounts(
  model: Classifier,
  x: Row,
  { sigma, n, random, signal }: { sigma: number; n: number; random: Random; signal?: AbortSignal | undefined },
): Promise<Int32Array> {
  const counts = new Int32Array(model.classes);
  const most = Math.max(1, Math.floor(CHUNK / x.length));
  for (let done = 0; done < n; done += most) {
    signal?.throwIfAborted();
    const size = Math.min(most, n - done);
    const points = Array.from({ length: size }, () => x.map((value) => value + sigma * random.normal()));
    const logits = await model.logits(stack(points, model.inputShape));
    for (let k = 0; k < size; k++) {
      const own = row(logits, k);
      if (own.every(Number.isFinite)) counts[predictedClass(own)]!++;
    }
  }
  return counts;
}
