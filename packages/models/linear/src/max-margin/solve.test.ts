import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { batch, dot, gardnerKappa, leastNorm, matrix, mean, random, row, type Batch } from '@fragility/numerics';
import { kktResidual, separate } from './solve.js';

function draw(n: number, d: number, seed: number | string): { inputs: Batch; signs: number[] } {
  const stream = random(seed);
  const inputs = batch(
    Float64Array.from({ length: n * d }, () => stream.normal()),
    [n, d],
  );
  return { inputs, signs: Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 1 : -1)) };
}

/** All sets of at most `most` of the numbers below n, none empty. */
function subsets(n: number, most: number): number[][] {
  const all: number[][] = [];
  for (let bits = 1; bits < 2 ** n; bits++) {
    const set = Array.from({ length: n }, (_, i) => i).filter((i) => (bits >> i) & 1);
    if (set.length <= most) all.push(set);
  }
  return all;
}

/**
 * The largest margin by trying every set of support vectors: the least-norm w with y_i (⟨w, x_i⟩ + b) = 1 on the set, where it satisfies all
 * constraints; with a bias, w solves the differences to the first of the set.
 */
function bruteForce({ inputs, signs }: ReturnType<typeof draw>, free: boolean): number | null {
  const [n, d] = inputs.shape as [number, number];
  const points = signs.map((_, i) => row(inputs, i));
  let best: number | null = null;
  for (const [first, ...rest] of subsets(n, free ? d + 1 : d)) {
    const set = free ? rest : [first!, ...rest];
    if (set.length === 0) continue;
    const left = set.flatMap((i) => [...points[i]!].map((value, k) => value - (free ? points[first!]![k]! : 0)));
    const right = set.map((i) => signs[i]! - (free ? signs[first!]! : 0));
    if (right.every((value) => value === 0)) continue;
    const w = leastNorm(
      matrix(set.length, d, Float64Array.from(left)),
      matrix(set.length, 1, Float64Array.from(right)),
    );
    const b = free ? signs[first!]! - dot(w.data, points[first!]!) : 0;
    if (!points.every((x, i) => signs[i]! * (dot(w.data, x) + b) >= 1 - 1e-9)) continue;
    best = Math.max(best ?? 0, 1 / Math.hypot(...w.data));
  }
  return best;
}

describe('separate', () => {
  it.each([false, true])('is what brute force over all support sets finds, with a bias: %j', (free) => {
    const found = { separable: 0, not: 0 };
    for (let seed = 0; seed < 60; seed++) {
      const problem = draw(3 + (seed % 6), 2 + (seed % 3), seed);
      const separation = separate(problem.inputs, problem.signs, free);
      const expected = bruteForce(problem, free);
      found[separation ? 'separable' : 'not']++;
      if (expected === null) expect(separation).toBeNull();
      else expect(separation!.margin).toBeCloseTo(expected, 9);
    }
    expect(Math.min(found.separable, found.not)).toBeGreaterThan(8);
  });

  it('stands in the middle of two points', () => {
    const inputs = batch(Float64Array.of(1, 2, 5, -1), [2, 2]);
    const { weight, bias, margin, multipliers, kkt } = separate(inputs, [1, -1], true)!;
    expect(margin).toBeCloseTo(2.5, 14);
    expect([...weight]).toEqual([expect.closeTo((2 * -4) / 25, 14), expect.closeTo((2 * 3) / 25, 14)]);
    expect(dot(weight, Float64Array.of(3, 0.5)) + bias).toBeCloseTo(0, 14);
    expect([...multipliers]).toEqual([expect.closeTo(2 / 25, 14), expect.closeTo(2 / 25, 14)]);
    expect(kkt).toBeLessThan(1e-14);
  });

  it('scales with the points, ignores moves where there is a bias, and satisfies its conditions', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (seed, scale) => {
        const { inputs, signs } = draw(12, 10, seed);
        const moved = batch(
          inputs.data.map((value) => scale * (value + 3)),
          inputs.shape,
        );
        const [plain, far] = [separate(inputs, signs, true)!, separate(moved, signs, true)!];
        expect(far.margin / scale / plain.margin).toBeCloseTo(1, 9);
        expect(Math.max(plain.kkt, far.kkt)).toBeLessThan(1e-9);
        const through = separate(inputs, signs, false);
        if (through) expect(through.margin).toBeLessThanOrEqual(plain.margin * (1 + 1e-12));
      }),
      { numRuns: 40, seed: 18 },
    );
  });

  it('settles repeated points and points on the margin', () => {
    const inputs = batch(Float64Array.of(0, 1, 1, 1, 2, 1, 0, 1, 0, -1, 1, -1, 2, -1), [7, 2]);
    const { weight, margin } = separate(inputs, [1, 1, 1, 1, -1, -1, -1], true)!;
    expect([...weight]).toEqual([expect.closeTo(0, 12), expect.closeTo(1, 12)]);
    expect(margin).toBeCloseTo(1, 12);
  });

  it('separates no points of both classes in one place, nor around each other', () => {
    expect(separate(batch(Float64Array.of(1, 1, 1, 1), [2, 2]), [1, -1], true)).toBeNull();
    expect(separate(batch(Float64Array.of(-1, 0, 1), [3, 1]), [1, -1, 1], true)).toBeNull();
    expect(separate(batch(Float64Array.of(1, 2), [2, 1]), [1, -1], false)).toBeNull();
    expect(separate(batch(Float64Array.of(1, 2), [2, 1]), [1, -1], true)!.margin).toBeCloseTo(0.5, 14);
  });

  it('stands at Gardner’s κ from random points on average', () => {
    const margins = Array.from({ length: 40 }, (_, k) => {
      const { inputs, signs } = draw(48, 96, `gardner ${k}`);
      return separate(inputs, signs, false)!.margin;
    });
    expect(Math.abs(mean(margins) / gardnerKappa(0.5) - 1)).toBeLessThan(0.05);
  });
});

describe('kktResidual', () => {
  const { inputs, signs } = draw(8, 6, 3);
  const right = separate(inputs, signs, true)!;

  it.each([
    ['the weight', { weight: right.weight.map((value, k) => value + (k === 0 ? 1e-3 : 0)) }],
    ['the bias', { bias: right.bias + 1e-3 }],
    ['the multipliers', { multipliers: right.multipliers.map((alpha) => 1.001 * alpha) }],
    ['one multiplier', { multipliers: right.multipliers.map((alpha, i) => (i === 0 ? alpha + 1e-3 : alpha)) }],
  ])('rises where %s is off', (_, change) => {
    expect(right.kkt).toBeLessThan(1e-12);
    expect(kktResidual(inputs, signs, { ...right, ...change }, true)).toBeGreaterThan(1e-5);
  });
});
