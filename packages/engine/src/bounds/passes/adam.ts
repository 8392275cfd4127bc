/** Adam's decays and the rate of its first step, as α-CROWN takes them. */
const [FIRST, SECOND, TINY] = [0.9, 0.999, 1e-8];

/** Ascends along gradients, each coordinate at its own pace. */
export interface Adam {
  /** One step up; values are kept between `least` and `most`. */
  step(values: Float64Array, gradient: Float64Array, least: number, most: number): void;
}

/**
 * Adam: steps of about `rate · scale`, which shrink by `decay` each time. Source: Kingma & Ba, ICLR 2015, arXiv:1412.6980, algorithm 1.
 *
 * @example adam(1, 0.1, 0.98);
 */
export function adam(size: number, rate: number, decay: number, scale?: Float64Array): Adam {
  const [mean, square] = [new Float64Array(size), new Float64Array(size)];
  let [count, length] = [0, rate];
  return {
    step: (values, gradient, least, most) => {
      count++;
      const [first, second] = [1 - FIRST ** count, 1 - SECOND ** count];
      for (let k = 0; k < size; k++) {
        const g = gradient[k]!;
        mean[k] = FIRST * mean[k]! + (1 - FIRST) * g;
        square[k] = SECOND * square[k]! + (1 - SECOND) * g * g;
        const by = (length * (scale?.[k] ?? 1) * (mean[k]! / first)) / (Math.sqrt(square[k]! / second) + TINY);
        values[k] = Math.min(most, Math.max(least, values[k]! + by));
      }
      length *= decay;
    },
  };
}
