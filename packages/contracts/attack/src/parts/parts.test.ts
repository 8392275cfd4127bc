import { expect, it } from '@jest/globals';
import { isZero, random } from '@fragility/numerics';
import { createSpace } from '../geometry/create.js';
import type { GradientResult } from '../attack.js';
import {
  LOSS_NAMES,
  SIMPLE_LOSS_NAMES,
  cosine,
  inTurns,
  lossNamed,
  randomDirection,
  randomStart,
  stationary,
} from './index.js';

const input = Float64Array.from({ length: 8 }, (_, k) => k / 8);
const subject = (norm: 'linf' | 'l2' | 'l1', bounded: boolean) => ({
  input,
  budget: 0.25,
  random: random('starts'),
  space: createSpace(input, norm, bounded ? [0, 1] : null, 'float64'),
});

it.each(['linf', 'l2', 'l1'] as const)('random starts lie at the end of the budget, %s', (norm) => {
  for (const bounded of [true, false]) {
    const example = subject(norm, bounded);
    for (let k = 0; k < 20; k++) {
      const x = randomStart(example);
      expect(example.space.distance(x)).toBeLessThanOrEqual(0.25);
      if (!bounded) expect(example.space.distance(x)).toBeGreaterThan(0.2);
      if (bounded) expect(Math.min(...x)).toBeGreaterThanOrEqual(0);
    }
  }
});

it('random directions are uniform in L∞, and normal in other norms', () => {
  const largest = (norm: 'linf' | 'l2') => {
    const example = subject(norm, false);
    return Math.max(
      ...Array.from({ length: 100 }, () => randomDirection(example)).flatMap((v) => [...v].map(Math.abs)),
    );
  };
  expect(largest('linf')).toBeLessThanOrEqual(1);
  expect(largest('l2')).toBeGreaterThan(2);
});

it('a cosine goes from the first value to the last', () => {
  expect([cosine(3, 1, 0), cosine(3, 1, 0.5), cosine(3, 1, 1)]).toEqual([3, 2, 1]);
});

it('finds losses by their names, and by no others', () => {
  const values = LOSS_NAMES.map((name) => lossNamed(name, { label: 0 })(Float64Array.of(1, 3, 2)).value);
  expect(new Set(values).size).toBe(LOSS_NAMES.length);
  for (const name of SIMPLE_LOSS_NAMES) expect(LOSS_NAMES).toContain(name);
  for (const name of ['constructor', '__proto__', 'toString'])
    expect(() => lossNamed(name as never, { label: 0 })).toThrow(`loss '${name}' given, expected cross-entropy |`);
});

it('has a few queries in flight at a time, in order', async () => {
  const begun: number[] = [];
  let [flying, most] = [0, 0];
  await inTurns(40, async (k) => {
    begun.push(k);
    most = Math.max(most, ++flying);
    await Promise.resolve();
    flying--;
  });
  expect(begun).toEqual(Array.from({ length: 40 }, (_, k) => k));
  expect(most).toBe(16);
});

it('an ascent is stationary where the gradient is zero, or a point and its value come back', () => {
  const at = (value: number, slope = 1) => ({ value, gradient: Float64Array.of(slope) }) as unknown as GradientResult;
  const x = (v: number) => Float64Array.of(v);
  expect(isZero(at(1, 0).gradient) && stationary()(x(0), at(1, 0))).toBe(true);
  const rule = stationary();
  expect([rule(x(0), at(1)), rule(x(1), at(2)), rule(x(0), at(3)), rule(x(1), at(2))]).toEqual([
    false,
    false,
    false,
    true,
  ]);
  const long = stationary();
  expect([0, 1, 2, 0].map((v) => long(x(v), at(1)))).toEqual([false, false, false, false]);
});
