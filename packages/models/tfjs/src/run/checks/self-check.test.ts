import { describe, expect, it } from '@jest/globals';
import type { DifferentiableClassifier } from '@fragility/model';
import { random, type Batch } from '@fragility/numerics';
import { selfCheck } from './self-check.js';

const [ROWS, COLUMNS, HIDDEN, CLASSES] = [12, 12, 400, 5];
const D = ROWS * COLUMNS;

const stream = random('tfjs/self-check.test');
const draw = (size: number, spread: number): Float32Array =>
  Float32Array.from({ length: size }, () => spread * stream.normal());
const [first, bias, second] = [draw(HIDDEN * D, 1), draw(HIDDEN, 1), draw(CLASSES * HIDDEN, 0.3)];

const inner = (x: Float64Array, n: number): Float64Array =>
  Float64Array.from({ length: HIDDEN }, (_, j) => {
    let sum = bias[j]!;
    for (let k = 0; k < D; k++) sum += first[j * D + k]! * x[n * D + k]!;
    return sum;
  });

/** Four hundred ReLUs, a kink every few steps, in float32; `spoil` changes one example's gradient. */
function kinked(spoil: (gradient: Float64Array) => void = () => undefined): DifferentiableClassifier {
  const logits = async ({ data, shape }: Batch): Promise<Batch> => {
    const out = new Float64Array(shape[0]! * CLASSES);
    for (let n = 0; n < shape[0]!; n++)
      inner(data, n).forEach((h, j) => {
        for (let c = 0; c < CLASSES; c++) out[n * CLASSES + c]! += Math.max(h, 0) * second[c * HIDDEN + j]!;
      });
    return { data: out.map(Math.fround), shape: [shape[0]!, CLASSES] };
  };
  return {
    inputShape: [ROWS, COLUMNS, 1],
    classes: CLASSES,
    bounds: [0, 1],
    precision: 'float32',
    logits,
    vjp: async (x) => ({
      logits: await logits(x),
      backward: async (cotangent) => {
        const out = new Float64Array(x.data.length);
        for (let n = 0; n < x.shape[0]!; n++) {
          const gradient = out.subarray(n * D, (n + 1) * D);
          inner(x.data, n).forEach((h, j) => {
            if (h <= 0) return;
            let down = 0;
            for (let c = 0; c < CLASSES; c++) down += cotangent.data[n * CLASSES + c]! * second[c * HIDDEN + j]!;
            for (let k = 0; k < D; k++) gradient[k]! += down * first[j * D + k]!;
          });
          spoil(gradient);
        }
        return { data: out, shape: x.shape };
      },
    }),
  };
}

describe('selfCheck', () => {
  it('takes the gradients of a network full of kinks for right', async () => {
    await expect(selfCheck(kinked(), 'a network')).resolves.toBeUndefined();
  });

  it.each<[string, number, (moved: number) => number]>([
    [
      'none, where the model is flat with a slope beyond a kink nearby',
      0,
      (moved) => Math.max(0, Math.abs(moved) - 2e-3),
    ],
    ['that of one side, where there is a kink on the other', 1, (moved) => moved + 3 * Math.max(0, moved - 1e-5)],
  ])('takes a gradient for right that is %s', async (_, slope, rise) => {
    let at: Float64Array | undefined;
    const logits = async ({ data, shape }: Batch): Promise<Batch> => ({
      data: Float64Array.from({ length: shape[0]! }, (__, n) => Math.fround(rise(data[n]! - (at ?? data)[n]!))),
      shape: [shape[0]!, 1],
    });
    const model: DifferentiableClassifier = {
      inputShape: [1],
      classes: 1,
      bounds: [0, 1],
      precision: 'float32',
      logits,
      vjp: async (x) => {
        at = Float64Array.from(x.data);
        return {
          logits: await logits(x),
          backward: async (c) => ({ data: Float64Array.from(c.data, (value) => slope * value), shape: x.shape }),
        };
      },
    };
    await expect(selfCheck(model, 'a network')).resolves.toBeUndefined();
  });

  const border = (k: number): boolean => k < COLUMNS || k >= D - COLUMNS || k % COLUMNS === 0;
  it.each<[string, (gradient: Float64Array) => void]>([
    ['is ten per cent too long', (g) => g.forEach((value, k) => (g[k] = 1.1 * value))],
    ['has the wrong sign', (g) => g.forEach((value, k) => (g[k] = -value))],
    ['is zero where it is not', (g) => g.fill(0)],
    ['is zero in one place of three', (g) => g.forEach((value, k) => (g[k] = k % 3 === 0 ? 0 : value))],
    ['is doubled at the borders', (g) => g.forEach((value, k) => (g[k] = border(k) ? 2 * value : value))],
    ['is not a number in one place', (g) => g.fill(NaN, 7, 8)],
  ])('refuses a gradient that %s', async (_, spoil) => {
    await expect(selfCheck(kinked(spoil), 'a network')).rejects.toMatchObject({
      code: 'tfjs/gradient',
      message: expect.stringMatching(/off by \S+ % from finite differences in \d+ of 16 directions/),
    });
  });
});
