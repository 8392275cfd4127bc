import type { DifferentiableClassifier } from '@fragility/model';
import { dot, random, row, type Row } from '@fragility/numerics';
import { fail } from './error.js';

const EXAMPLES = 2;
const DIRECTIONS = 4;
/** Steps relative to the range of the inputs, largest first: a kink is left behind by a smaller one, rounding by a larger one. */
const STEPS = { float32: [1e-2, 3e-3, 1e-3], float64: [1e-3, 1e-5, 1e-7] } as const;
const TOLERANCE = { float32: 2e-2, float64: 1e-3 } as const;
const SHARE = 0.75;

/**
 * Compares a user's gradient with central differences at random points x, along random directions v and for random cotangents c:
 *
 *     c·(f(x + hv) − f(x − hv)) / 2h = backward(c)·v
 *
 * A comparison agrees when it does for one step h of three; three in four must.
 *
 * @throws FragilityError `model-function/gradient` saying how many agree.
 */
export async function selfCheck(model: DifferentiableClassifier, path: string): Promise<void> {
  const stream = random('model-function/self-check');
  const { inputShape, classes, bounds, precision } = model;
  const d = inputShape.reduce((a, b) => a * b, 1);
  const [low, high] = bounds ?? [-1, 1];
  const shape = [EXAMPLES, ...inputShape];
  const round = (values: Row): Row => (precision === 'float32' ? values.map(Math.fround) : values);
  const draw = (length: number, value: () => number): Row => round(Float64Array.from({ length }, value));
  const x = draw(EXAMPLES * d, () => low + (high - low) * (0.1 + 0.8 * stream.uniform()));
  const c = { data: draw(EXAMPLES * classes, stream.normal), shape: [EXAMPLES, classes] };
  const gradient = await (await model.vjp({ data: x, shape })).backward(c);

  let agree = 0;
  for (let k = 0; k < DIRECTIONS; k++) {
    const v = draw(EXAMPLES * d, stream.normal);
    const ok = new Array<boolean>(EXAMPLES).fill(false);
    for (const relative of STEPS[precision]) {
      const h = relative * (high - low);
      const ahead = round(x.map((value, j) => value + h * v[j]!));
      const behind = round(x.map((value, j) => value - h * v[j]!));
      const up = await model.logits({ data: ahead, shape });
      const down = await model.logits({ data: behind, shape });
      for (let i = 0; i < EXAMPLES; i++) {
        const [ci, part] = [row(c, i), (data: Row): Row => data.subarray(i * d, (i + 1) * d)];
        const measured =
          dot(
            ci,
            row(up, i).map((value, j) => value - row(down, i)[j]!),
          ) /
          (2 * h);
        const moved = part(ahead).map((value, j) => value - part(behind)[j]!);
        const claimed = dot(row(gradient, i), moved) / (2 * h);
        const size = Math.sqrt(dot(row(gradient, i), row(gradient, i)));
        const scale = Math.max(...row(up, i).map(Math.abs)) * Math.sqrt(dot(ci, ci));
        const noise = (8 * scale * (precision === 'float32' ? 2 ** -24 : 2 ** -53)) / h;
        ok[i] ||= Math.abs(measured - claimed) <= TOLERANCE[precision] * Math.max(size, Math.abs(measured)) + noise;
      }
    }
    agree += ok.filter(Boolean).length;
  }
  const all = EXAMPLES * DIRECTIONS;
  if (agree < SHARE * all)
    fail('gradient', {
      file: path,
      given: `vjp of ${path} agrees with finite differences of predict in ${agree} of ${all} random directions`,
      expected: `${SHARE * all} or more`,
      remedy: 'correct vjp, remove it, or set selfCheck: false where predict is not smooth',
    });
}
