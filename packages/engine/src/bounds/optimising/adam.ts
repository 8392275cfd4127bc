/** Decays of the mean and of the square of the gradient. */
const [FIRST, SECOND, TINY] = [0.7, 0.99, 1e-8];

/** Length of the first step, and what each is of the one before it. */
const [RATE, DECAY] = [0.3, 0.9];

/** Ascends along gradients, each coordinate at its own pace. */
export interface Adam {
  /** One step up; values are kept between `least` and `most`. */
  step(values: Float64Array, gradient: Float64Array, least: number, most: number): void;
}

/**
 * Adam, for bounds with kinks and about twenty steps:
 *
 *     m ← .7 m + .3 g,  v ← .99 v + .01 g²,  value ← value + .3 · .9^t · scale · m̂ / (√v̂ + 10⁻⁸)
 *
 * The memory is shorter than usual, the first steps are longer and the last shorter: as near after 20 steps as those of α-CROWN (.9, .999; .1 · .98^t) after
 * 40 to 100, on small networks. Source: Kingma & Ba, ICLR 2015, arXiv:1412.6980, algorithm 1.
 *
 * @example
 * const values = Float64Array.of(0.5);
 * adam(1).step(values, Float64Array.of(2), 0, 1);
 * values[0]; // 0.8…
 */
export function adam(size: number, scale?: Float64Array): Adam {
  const [mean, square] = [new Float64Array(size), new Float64Array(size)];
  let [count, length] = [0, RATE];
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
      length *= DECAY;
    },
  };
}
