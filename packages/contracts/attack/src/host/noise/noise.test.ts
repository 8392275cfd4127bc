import { describe, expect, it } from '@jest/globals';
import { margin, random, rows, stack, type Batch, type Bounds, type Row } from '@fragility/numerics';
import type { Classifier } from '@fragility/model';
import { reordered } from '../../conformance/problems/reordered.js';
import { magnitude } from './bends.js';
import { noiseMeter, type Noise } from './noise.js';

/** The noise of a model at a point, as the host measures it. */
async function noiseAt(model: Classifier, x: Row, scale = 0): Promise<Noise> {
  const meter = await noiseMeter(model, magnitude(x));
  const logits = await model.logits(stack(meter.line(x), model.inputShape));
  const answers = rows(logits);
  return meter.at(answers, answers[0]!, scale);
}

const of = (
  logits: (x: Row) => readonly number[],
  precision: 'float32' | 'float64',
  { bounds = null, size = 8 }: { bounds?: Bounds; size?: number } = {},
): Classifier => ({
  inputShape: [size],
  classes: 2,
  bounds,
  precision,
  logits: async (x: Batch) =>
    stack(
      rows(x).map((one) => Float64Array.from(logits(one))),
      [2],
    ),
});
const stream = random('noise test');
const point = (size = 8, scale = 1): Row =>
  Float64Array.from({ length: size }, () => Math.fround(scale * stream.normal()));
const sum = (x: Row): number => x.reduce((a, b) => a + b, 0);
const fround = Math.fround;

describe('noise', () => {
  it('covers every order of summation of a float32 network, and is of their size', async () => {
    const { model, inOrder } = reordered(random('orders'), [64, 32, 3]);
    for (let k = 0; k < 20; k++) {
      const x = point(64);
      const { level } = await noiseAt(model, x);
      const margins = Array.from({ length: 60 }, (_, order) => margin(inOrder(x, order), { label: 0 }));
      const spread = Math.max(...margins) - Math.min(...margins);
      expect(level).toBeGreaterThan(spread);
      expect(level).toBeLessThan(64 * spread);
    }
  });

  it('sees what is rounded in the middle of the model, where logits are small', async () => {
    const cancelling = of((x) => {
      const z = fround(fround(sum(x) + 1e4) - 1e4);
      return [z, -z];
    }, 'float32');
    const plain = of((x) => [fround(sum(x)), -fround(sum(x))], 'float32');
    const x = point();
    expect((await noiseAt(cancelling, x)).level).toBeGreaterThan(2e-3);
    expect((await noiseAt(plain, x)).level).toBeLessThan(1e-5);
  });

  it('is no more than 1e-13 of the logits in float64', async () => {
    const model = of((x) => [sum(x) ** 2, -sum(x)], 'float64');
    for (let k = 0; k < 20; k++) {
      const x = point();
      expect((await noiseAt(model, x)).level).toBeLessThan(1e-13 * Math.max(1, sum(x) ** 2));
    }
  });

  it('does not take a jump or a kink between two points for noise', async () => {
    const x = point();
    const meter = await noiseMeter(
      of(() => [0, 1], 'float64'),
      4,
    );
    const edge = (sum(meter.line(x)[2]!) + sum(meter.line(x)[3]!)) / 2;
    const step = of((z) => [sum(z) > edge ? 5 : 3, 0], 'float64');
    const kink = of((z) => [1 + 1e6 * Math.max(0, sum(z) - edge), 0], 'float64');
    expect((await noiseAt(step, x)).level).toBeLessThan(1e-13);
    expect((await noiseAt(kink, x)).level).toBeLessThan(1e-8);
  });

  it.each([2 ** -10, 2 ** 10])(
    'is the same where inputs are %d times as large, and weights as small',
    async (scale) => {
      const { model } = reordered(random('scaled'), [16, 3], 1);
      const { model: other } = reordered(random('scaled'), [16, 3], scale);
      const x = point(16);
      expect(
        (
          await noiseAt(
            other,
            x.map((v) => v * scale),
          )
        ).level,
      ).toBe((await noiseAt(model, x)).level);
    },
  );

  /** What is added in the middle, of 1e4 for inputs of size 1, is rounded; the rest is lost there in steps that are too short. */
  const cancelling = (scale: number, bounds: Bounds = null): Classifier =>
    of((x) => [fround(fround(sum(x) / scale + 1e4) - 1e4), 0], 'float32', { bounds });

  it.each([1e-3, 1e-2, 1e2, 1e3])('is alike for inputs of size %d, without bounds and with far ones', async (scale) => {
    const x = point();
    const near = x.map((v) => v * scale);
    for (const bounds of [null, [-1e6, 1e6] as const]) {
      const meter = await noiseMeter(cancelling(scale, bounds), 4 * scale);
      const unit = await noiseMeter(cancelling(1, bounds), 4);
      for (const logit of [0, 1, 1e3]) {
        const ratio = meter.clear(logit) / unit.clear(logit);
        expect(ratio).toBeGreaterThan(0.5);
        expect(ratio).toBeLessThan(2);
      }
      const { level } = await noiseAt(cancelling(scale, bounds), near);
      expect(level).toBeGreaterThan(1e-3);
      expect(level).toBeLessThan(2e-2);
    }
  });

  it('does not take the jumps of trees for noise, one or many to a step', async () => {
    for (const trees of [20, 100, 2000]) {
      const own = random(`forest of ${trees}`);
      const stumps = Array.from({ length: trees }, () => ({
        k: Math.floor(8 * own.uniform()),
        at: 2 * own.normal(),
        gain: own.normal() / Math.sqrt(trees),
      }));
      const forest = of(
        (x) => [stumps.reduce((all, { k, at, gain }) => fround(all + (x[k]! > at ? gain : -gain)), 0), 0],
        'float32',
      );
      for (let k = 0; k < 10; k++) expect((await noiseAt(forest, point(8, 2), 1)).level).toBeLessThan(1e-6);
    }
  });

  it('is measured on different points within the bounds, as the model sees them', async () => {
    const meter = await noiseMeter(
      of((x) => [sum(x), 0], 'float32', { bounds: [0, 1] }),
      1,
    );
    const x = Float64Array.of(0, 1, 0.5, fround(0.1), 0, 1, 1, fround(1e-9));
    const line = meter.line(x);
    expect(line[0]).toBe(x);
    expect(new Set(line.map(String)).size).toBe(8);
    for (const z of line) {
      for (const v of z) expect(v >= 0 && v <= 1 && fround(v) === v).toBe(true);
      expect(magnitude(z.map((v, k) => v - x[k]!))).toBeLessThan(1e-4);
    }
  });

  it('is finite where logits are not, and at most a share of the logits', async () => {
    const infinite = of((x) => [-Infinity, sum(x)], 'float64');
    const broken = of((x) => [sum(x) > 100 ? 1 : NaN, 1], 'float64');
    let calls = 0;
    const random = of(() => [Math.sin(calls++ * 17), 1], 'float64');
    for (const model of [infinite, broken]) expect((await noiseAt(model, point())).level).toBeLessThan(1e-12);
    expect((await noiseAt(random, point(), 8)).level).toBeLessThanOrEqual(0.5);
  });

  it('tells a randomised model from one that sums in another order', async () => {
    const meter = await noiseMeter(
      of((x) => [sum(x), 0], 'float32'),
      4,
    );
    const logits = Array.from({ length: 8 }, () => Float64Array.of(1, 2));
    expect(meter.at(logits, Float64Array.of(1 + 1e-6, 2), 0)).toMatchObject({ randomised: false });
    expect(meter.at(logits, Float64Array.of(1 + 1e-6, 2), 0).level).toBeGreaterThan(1e-5);
    expect(meter.at(logits, Float64Array.of(1.01, 2), 0)).toMatchObject({ randomised: true });
  });

  it('leaves no doubt beyond a share of the logits, or beyond the noise of the model elsewhere', async () => {
    const plain = await noiseMeter(
      of((x) => [sum(x), -sum(x)], 'float32'),
      4,
    );
    expect(plain.clear(8)).toBe(1 / 128);
    const coarse = await noiseMeter(
      of((x) => [fround(fround(sum(x) + 1e6) - 1e6), 0], 'float32'),
      4,
    );
    expect(coarse.clear(1e-3)).toBeGreaterThan(0.1);
  });
});
