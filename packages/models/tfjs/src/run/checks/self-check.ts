import type { DifferentiableClassifier } from '@fragility/model';
import { dot, random, row, type Batch, type Row } from '@fragility/numerics';
import { fail } from '../../error.js';

const minus = (a: Row, b: Row): Row => a.map((v, k) => v - b[k]!);

const EXAMPLES = 2;
const DIRECTIONS = 8;
/** Steps relative to the size of the inputs. The largest crosses many kinks, the smallest drowns in rounding; right gradients fit one of them. */
const STEPS = [4e-3, 1e-3, 2.5e-4, 6e-5];
const TOLERANCE = 5e-3;
/** Most rounding, relative to the slope at this step or at a larger one, at which a step says something. */
const MOST_NOISE = 2e-2;
/** Least share of the directions in which right gradients agree with finite differences. */
const SHARE = 0.75;

/** A difference along one direction. */
interface Difference {
  /** c · (f(x + hv) − f(x − hv)) and backward(c) · 2hv, both divided by 2h; or the same between x and one end. */
  readonly measured: number;
  readonly claimed: number;
  /** Rounding of the measured slope. */
  readonly noise: number;
}

/** How far off the claimed slope is where it fits best, 0 within the tolerance; `norm` is ‖backward(c)‖, `steps` the differences of each step. */
function offBy(steps: readonly (readonly Difference[])[], norm: number): number {
  let steepest = 0;
  const relative = steps.flatMap((differences, k) => {
    steepest = Math.max(steepest, ...differences.map(({ measured }) => Math.abs(measured)));
    return differences.map(({ measured, claimed, noise }, side) => {
      const size = norm + Math.abs(measured);
      if (!Number.isFinite(measured - claimed)) return Infinity;
      if (k + side > 0 && noise > MOST_NOISE * (norm + steepest)) return Infinity;
      const off = Math.abs(measured - claimed);
      return off <= TOLERANCE * size + noise ? 0 : off / size;
    });
  });
  return Math.min(...relative);
}

/**
 * Compares the gradients of a classifier with central differences at random inputs, along directions v ∈ {±1}^d, with cotangents c:
 *
 *     | c·(f(x + hv) − f(x − hv)) − backward(c)·2hv | / 2h  ≤  0.005 (‖backward(c)‖ + |slope|) + rounding
 *
 * at one of four steps h, or on one side of x. A kink within the step spoils large ones, rounding small ones; a wrong gradient fits none. They are wrong where
 * fewer than three quarters of the directions agree. TensorFlow.js has operations whose gradients are wrong (maximum pooling on wasm,
 * average pooling with padding, mirrored padding, resizing).
 *
 * @throws FragilityError `tfjs/gradient` saying how far off they are, and in how many directions.
 */
export async function selfCheck(model: DifferentiableClassifier, line: string): Promise<void> {
  const stream = random('tfjs/self-check');
  const { inputShape, classes, bounds } = model;
  const d = inputShape.reduce((a, b) => a * b, 1);
  const [low, high] = bounds ?? [-1, 1];
  const draw = (): number => Math.fround(low + (high - low) * (0.1 + 0.8 * stream.uniform()));
  const shape = [EXAMPLES, ...inputShape];
  const x: Batch = { data: Float64Array.from({ length: EXAMPLES * d }, draw), shape };
  const c: Batch = {
    data: Float64Array.from({ length: EXAMPLES * classes }, () => Math.fround(stream.normal())),
    shape: [EXAMPLES, classes],
  };
  const pullback = await model.vjp(x);
  const gradient = await pullback.backward(c);
  const found: number[] = [];
  for (let k = 0; k < DIRECTIONS; k++) {
    const v = x.data.map(() => (stream.uniform() < 0.5 ? -1 : 1));
    const differences: Difference[][][] = Array.from({ length: EXAMPLES }, () => []);
    for (const step of STEPS) {
      const h = step * (high - low);
      const [ahead, behind] = [1, -1].map((sign) => x.data.map((value, i) => Math.fround(value + sign * h * v[i]!)));
      const [after, before] = [
        await model.logits({ data: ahead!, shape }),
        await model.logits({ data: behind!, shape }),
      ];
      differences.forEach((list, i) => {
        const ci = row(c, i);
        const largest = row(pullback.logits, i).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        const part = (data: Row): Row => data.subarray(i * d, (i + 1) * d);
        const between = (to: readonly [Batch, Row], from: readonly [Batch, Row], width: number): Difference => ({
          measured: dot(ci, minus(row(to[0], i), row(from[0], i))) / width,
          claimed: dot(row(gradient, i), minus(part(to[1]), part(from[1]))) / width,
          noise: (32 * 2 ** -24 * Math.sqrt(dot(ci, ci)) * largest) / width,
        });
        const [up, here, down] = [
          [after, ahead!] as const,
          [pullback.logits, x.data] as const,
          [before, behind!] as const,
        ];
        list.push([between(up, down, 2 * h), between(up, here, h), between(here, down, h)]);
      });
    }
    differences.forEach((list, i) => {
      const gi = row(gradient, i);
      found.push(offBy(list, Math.sqrt(dot(gi, gi))));
    });
  }
  const wrong = found.filter((off) => off > 0);
  if (wrong.length > (1 - SHARE) * found.length)
    fail('gradient', {
      given: `the gradients of ${line} are off by ${(100 * Math.max(...wrong)).toPrecision(2)} % from finite differences in ${wrong.length} of ${found.length} directions`,
      expected: `less than ${100 * TOLERANCE} %`,
      remedy: 'choose another backend: engine for a layers-model that can be converted, else node or cpu',
    });
}
