import type { DifferentiableClassifier } from '@fragility/model';
import { dot, random, row, type Batch, type Row } from '@fragility/numerics';
import { fail } from '../error.js';

const EXAMPLES = 2;
const DIRECTIONS = 4;
/** Steps relative to the size of the inputs. Kinks disagree between them, wrong gradients do not. */
const STEP = 4e-3;
const TOLERANCE = 5e-3;

const minus = (a: Row, b: Row): Row => a.map((v, k) => v - b[k]!);

/**
 * Compares the gradients of a classifier with central differences at random inputs: along directions v ∈ {±1}^d, with cotangents c,
 *
 *     r_h = ( c·(f(x + hv) − f(x − hv)) − backward(c)·2hv ) / 2h,      off = |r_h| / (‖backward(c)‖ + |slope|)
 *
 * A gradient is wrong when r_h and r_{h/2} agree and both one-sided differences confirm them: at a kink they do not. TensorFlow.js has
 * operations whose gradients are wrong (maximum pooling on wasm, average pooling with padding, mirrored padding, resizing).
 *
 * @throws FragilityError `tfjs/gradient` saying how far off they are.
 */
export async function selfCheck(model: DifferentiableClassifier, line: string): Promise<void> {
  const stream = random('tfjs/self-check');
  const { inputShape, classes, bounds } = model;
  const d = inputShape.reduce((a, b) => a * b, 1);
  const [low, high] = bounds ?? [-1, 1];
  const h = STEP * (high - low);
  const draw = (): number => Math.fround(low + (high - low) * (0.1 + 0.8 * stream.uniform()));
  const shape = [EXAMPLES, ...inputShape];
  const x: Batch = { data: Float64Array.from({ length: EXAMPLES * d }, draw), shape };
  const c: Batch = {
    data: Float64Array.from({ length: EXAMPLES * classes }, () => Math.fround(stream.normal())),
    shape: [EXAMPLES, classes],
  };
  const pullback = await model.vjp(x);
  const gradient = await pullback.backward(c);
  const at = async (data: Row): Promise<{ x: Row; logits: Batch }> => {
    const moved = data.map(Math.fround);
    return { x: moved, logits: await model.logits({ data: moved, shape }) };
  };
  const centre = { x: x.data, logits: pullback.logits };
  let worst = 0;
  for (let k = 0; k < DIRECTIONS; k++) {
    const v = x.data.map(() => (stream.uniform() < 0.5 ? -1 : 1));
    const points = [];
    for (const by of [h, -h, h / 2, -h / 2]) points.push(await at(x.data.map((value, i) => value + by * v[i]!)));
    const [ahead, behind, nearAhead, nearBehind] = points as [
      typeof centre,
      typeof centre,
      typeof centre,
      typeof centre,
    ];
    for (let i = 0; i < EXAMPLES; i++) {
      const [ci, gi] = [row(c, i), row(gradient, i)];
      const measured = (a: typeof centre, b: typeof centre): number =>
        dot(ci, minus(row(a.logits, i), row(b.logits, i)));
      const claimed = (a: typeof centre, b: typeof centre): number =>
        dot(gi, minus(a.x.subarray(i * d, (i + 1) * d), b.x.subarray(i * d, (i + 1) * d)));
      const residual = (a: typeof centre, b: typeof centre, width: number): number =>
        (measured(a, b) - claimed(a, b)) / width;
      const largest = row(centre.logits, i).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const noise = (16 * 2 ** -24 * Math.sqrt(dot(ci, ci)) * largest) / h;
      const size = Math.sqrt(dot(gi, gi)) + Math.abs(measured(ahead, behind) / (2 * h));
      const limit = TOLERANCE * size + noise;
      const central = residual(ahead, behind, 2 * h);
      if (!Number.isFinite(central)) worst = Infinity;
      if (Math.abs(central - residual(nearAhead, nearBehind, h)) > limit) continue;
      const all = [central, residual(ahead, centre, h), residual(centre, behind, h)].map(Math.abs);
      if (all.every((r) => r > 2 * limit)) worst = Math.max(worst, Math.abs(central) / size);
    }
  }
  if (worst > 0)
    fail(
      'gradient',
      `the gradients of ${line} are off by ${(100 * worst).toPrecision(2)} % from finite differences, expected less than ${100 * TOLERANCE} %; ` +
        'choose another backend: engine for a layers-model that can be converted, else node or cpu',
    );
}
