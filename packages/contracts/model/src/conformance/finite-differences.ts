import { count, dot, random, row, type Batch, type Row } from '@fragility/numerics';
import { expectThat } from '@fragility/plugin';
import type { DifferentiableClassifier } from '../classifier.js';
import { cotangentsFor, rounded } from './batches.js';
import { expectNumbers, largest } from './subject.js';

/** Step relative to the size of the inputs, relative error allowed, and the unit of rounding. */
const PRECISE = {
  float32: { step: 4e-3, tolerance: 1e-3, unit: 2 ** -24 },
  float64: { step: 1e-5, tolerance: 1e-6, unit: 2 ** -53 },
} as const;
const DIRECTIONS = 4;

interface Point {
  readonly x: Batch;
  readonly logits: Batch;
}

const minus = (a: Row, b: Row): Row => a.map((v, k) => v - b[k]!);

/**
 * Checks backward(c) = Σ_k c_k ∇f_k(x) against differences along random directions v ∈ {±1}^d, x± = x ± h v as rounded by the model:
 *
 *     r(a, b) = ( c·(f(a) − f(b)) − backward(c)·(a − b) ) / |a − b|,   central: r(x₊, x₋),   one-sided: r(x₊, x), r(x, x₋)
 *
 * An error is one that the central residuals of h and h/2 agree on and both one-sided ones confirm: at a kink (ReLU) the steps disagree
 * or, where the kink is at x itself, one side is right. Residuals below 16 roundings of the logits over h tell nothing.
 */
export async function expectFiniteDifferences(model: DifferentiableClassifier, x: Batch): Promise<void> {
  const { step, tolerance, unit } = PRECISE[model.precision];
  const stream = random('conformance/directions');
  const cotangents = cotangentsFor(model, x, 'differences');
  const gradients = await (await model.vjp(x)).backward(cotangents);
  expectNumbers('the gradients', gradients, x.shape);
  const span = model.bounds ? model.bounds[1] - model.bounds[0] : Infinity;
  const size = Math.sqrt(dot(x.data, x.data) / x.data.length) || 1;
  const h = step * Math.min(size, span);
  const at = async (data: Row): Promise<Point> => {
    const moved = { ...x, data: rounded(data, model.precision) };
    return { x: moved, logits: await model.logits(moved) };
  };
  const centre = await at(x.data);

  let told = 0;
  for (let direction = 0; direction < DIRECTIONS; direction++) {
    const v = x.data.map(() => (stream.uniform() < 0.5 ? -1 : 1));
    const along = (by: number): Promise<Point> => at(x.data.map((value, k) => value + by * v[k]!));
    const [ahead, behind] = [await along(h), await along(-h)];
    const [nearAhead, nearBehind] = [await along(h / 2), await along(-h / 2)];
    for (let i = 0; i < count(x); i++) {
      const [c, g] = [row(cotangents, i), row(gradients, i)];
      const measured = (a: Point, b: Point): number => dot(c, minus(row(a.logits, i), row(b.logits, i)));
      const claimed = (a: Point, b: Point): number => dot(g, minus(row(a.x, i), row(b.x, i)));
      const residual = (a: Point, b: Point, width: number): number => (measured(a, b) - claimed(a, b)) / width;
      const slope = measured(ahead, behind) / (2 * h);
      const noise = (16 * unit * Math.sqrt(dot(c, c)) * largest(row(centre.logits, i))) / h;
      const limit = tolerance * (Math.sqrt(dot(g, g)) + Math.abs(slope)) + noise;
      const central = residual(ahead, behind, 2 * h);
      if (!(Math.abs(central - residual(nearAhead, nearBehind, h)) <= limit)) continue;
      told++;
      const wrong = [central, residual(ahead, centre, h), residual(centre, behind, h)].every(
        (r) => Math.abs(r) > 2 * limit,
      );
      expectThat(
        !wrong,
        () => `example ${i}: along a random direction the logits change by ${slope}, backward says ${slope - central}`,
      );
    }
  }
  expectThat(
    4 * told >= DIRECTIONS * count(x),
    () => `only ${told} of ${DIRECTIONS * count(x)} differences are smooth enough to tell; give inputs away from kinks`,
  );
}
