import { expect, it } from '@jest/globals';
import { random, type Row } from '@fragility/numerics';
import { deviation, magnitude, straight, TIMES } from './bends.js';

const along = (...logits: ((t: number) => number)[]): Row[] =>
  TIMES.map((t) => Float64Array.from(logits, (logit) => logit(t)));

it('takes the largest finite magnitude', () => {
  expect(magnitude(Float64Array.of(1, -3, Infinity, NaN, 2))).toBe(3);
  expect(magnitude(new Float64Array(0))).toBe(0);
});

it('is the standard deviation of errors, up to what six bends leave to chance, on a line of any steepness', () => {
  const stream = random('bends');
  const found = Array.from({ length: 2000 }, () => deviation(along((t) => 3 + 40 * t + 0.01 * stream.normal()))).sort(
    (a, b) => a - b,
  );
  expect(found[1000]).toBeGreaterThan(0.006);
  expect(found[1000]).toBeLessThan(0.014);
});

it('is the largest over the logits; 0 on straight lines, of few points, and at a kink or a jump', () => {
  const error = random('one');
  const noisy = along(
    (t) => t,
    () => error.normal(),
  );
  expect(deviation(noisy)).toBeCloseTo(deviation(noisy.map((row) => row.slice(1))), 12);
  expect(deviation(along((t) => 5 * t - 1))).toBeLessThan(1e-14);
  expect(deviation(along((t) => t).slice(0, 1))).toBe(0);
  for (const bent of [(t: number) => Math.max(0, t - 3.5), (t: number) => (t > 3.5 ? 1 : 0)])
    expect(deviation(along(bent))).toBeLessThan(1e-14);
});

it('counts the logits that go straight on: not those that stand still, jump or are rounded to a grid as wide as the steps', () => {
  const stream = random('jumps');
  const steep = along(
    (t) => -2 * t,
    (t) => t + 1e-3 * Math.sin(99 * t),
    (t) => Math.max(t, 3.5),
    () => 7,
    () => stream.normal(),
    (t) => Math.round(t),
    () => NaN,
  );
  expect(straight(steep)).toBe(3);
  expect(straight(along((t) => Math.round(64 * t)))).toBe(1);
});

it('sees a grid that even steps would keep pace with', () => {
  for (const pace of [1, 2, 4, 5]) {
    const level = deviation(along((t) => Math.round(pace * t)));
    expect(level).toBeGreaterThan(0.1);
    expect(level).toBeLessThan(0.5);
  }
});
