import { describe, expect, it } from '@jest/globals';
import { betaCdf, kolmogorovSmirnov, mean, normalCdf, studentTCdf, variance } from '../statistics/index.js';
import { exponential, gamma, integer, laplace, permutation, random, sample, studentT } from './index.js';
import { philox } from './philox.js';

const draw = (n: number, one: () => number): number[] => Array.from({ length: n }, one);

describe('philox', () => {
  it.each([
    [
      [0, 0, 0, 0, 0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [Array.from({ length: 6 }, () => 0xffffffff), [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])('answers the published words of %j', ([c0, c1, c2, c3, k0, k1], words) => {
    const out = new Uint32Array(4);
    philox(out, c0!, c1!, c2!, c3!, k0!, k1!);
    expect([...out]).toEqual(words);
  });
});

describe('random', () => {
  it('gives the same numbers for the same seed, other numbers for another seed or type of key', () => {
    const four = (seed: number | string): number[] => draw(4, random(seed).uniform);
    expect(four(7)).toEqual(four(7));
    expect(four(7)).not.toEqual(four(8));
    expect(four(1)).not.toEqual(four('1'));
  });

  it('forks do not depend on how far the parent has advanced, nor advance it', () => {
    const [fresh, used] = [random(3), random(3)];
    draw(17, used.uniform);
    expect(draw(5, used.fork('a').normal)).toEqual(draw(5, fresh.fork('a').normal));
    const first = random(3).uniform();
    expect(fresh.uniform()).toBe(first);
    expect(random(3).fork('a').uniform()).not.toBe(random(3).fork('b').uniform());
    expect(random(3).fork('a').fork('b').uniform()).not.toBe(random(3).fork('ab').uniform());
  });

  it.each<[string, () => number, (x: number) => number]>([
    ['uniform', random('u').uniform, (x) => Math.min(1, Math.max(0, x))],
    ['normal', random('n').normal, normalCdf],
    [
      'exponential',
      (
        (s) => () =>
          exponential(s)
      )(random('e')),
      (x) => 1 - Math.exp(-x),
    ],
    [
      'laplace',
      (
        (s) => () =>
          laplace(s)
      )(random('l')),
      (x) => (x < 0 ? Math.exp(x) / 2 : 1 - Math.exp(-x) / 2),
    ],
    [
      'student-t, 3',
      (
        (s) => () =>
          studentT(s, 3)
      )(random('t')),
      (x) => studentTCdf(x, 3),
    ],
    [
      'student-t, 1',
      (
        (s) => () =>
          studentT(s, 1)
      )(random('t1')),
      (x) => 0.5 + Math.atan(x) / Math.PI,
    ],
    [
      'gamma ratio',
      ((s) => () => {
        const a = gamma(s, 2.5);
        return a / (a + gamma(s, 1.5));
      })(random('g')),
      (x) => betaCdf(x, 2.5, 1.5),
    ],
  ])('%s follows its law (Kolmogorov–Smirnov, n = 20000)', (_, one, cdf) => {
    expect(kolmogorovSmirnov(draw(20000, one), cdf).pValue).toBeGreaterThan(0.01);
  });

  it('forks are independent of their parent and of one another', () => {
    const parent = random(11);
    const streams = [parent, parent.fork(0), parent.fork(1), parent.fork('0')].map((s) => draw(20000, s.normal));
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < i; j++) {
        const correlation = mean(streams[i]!.map((v, k) => v * streams[j]![k]!));
        expect(Math.abs(correlation) * Math.sqrt(20000)).toBeLessThan(3.5);
      }
    }
  });
});

describe('permutation and sample', () => {
  it('hold every element once', () => {
    expect([...permutation(random(1), 50)].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, k) => k));
    expect(new Set(sample(random(1), 100, 30)).size).toBe(30);
    expect(sample(random(1), 5, 9).sort()).toEqual([0, 1, 2, 3, 4]);
  });

  it('are fair: all orders of three, all pairs of four', () => {
    const stream = random('fair');
    const tally = (make: () => string): number[] => {
      const counts = new Map<string, number>();
      for (let k = 0; k < 12000; k++) {
        const key = make();
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      return [...counts.values()];
    };
    const orders = tally(() => permutation(stream, 3).join());
    const pairs = tally(() => sample(stream, 4, 2).join());
    expect([orders.length, pairs.length]).toEqual([6, 12]);
    orders.forEach((count) => expect(Math.abs(count - 2000) / Math.sqrt(2000)).toBeLessThan(4));
    pairs.forEach((count) => expect(Math.abs(count - 1000) / Math.sqrt(1000)).toBeLessThan(4));
    expect(variance(draw(5000, () => integer(stream, 10)))).toBeGreaterThan(7.8);
  });
});
