import { describe, expect, it } from '@jest/globals';
import { random } from '@fragility/numerics';
import { violation } from '../original/halfspaces.js';
import { randomBox, randomChain } from '../testing/chains.js';
import { bounder } from './bounder.js';
import { evaluate, type Chain } from './chain.js';

const half = (terms: [number, number][], constant = 0) => ({ terms, constant, strict: false });
const plain = (weight: number[], bias: number[], rectified = false): Chain[number] => ({
  inputs: weight.length / bias.length,
  outputs: bias.length,
  weight: Float64Array.from(weight),
  bias: Float64Array.from(bias),
  rectified,
});

describe('bounder', () => {
  it('is below every one of 20 000 points, vertices and its own corner included', () => {
    const source = random('bounder');
    let tight = 0;
    for (let trial = 0; trial < 100; trial++) {
      const chain = randomChain([3, 8, 7, 6, 3], source);
      const { lower, upper } = randomBox(3, source);
      const unsafe = [
        [half([[0, 1]], 0.1), half([[1, -1]])],
        [
          half([
            [2, 0.5],
            [1, -2],
          ]),
        ],
      ];
      const { margin, corner, doubts } = bounder(chain, unsafe)(lower, upper);
      const points = Array.from({ length: 191 }, () =>
        lower.map((low, k) => low + source.uniform() * (upper[k]! - low)),
      );
      for (let vertex = 0; vertex < 8; vertex++)
        points.push(lower.map((low, k) => ((vertex >> k) & 1 ? upper[k]! : low)));
      const least = Math.min(...[...points, corner].map((x) => violation(unsafe, evaluate(chain, x))));
      expect(margin).toBeLessThanOrEqual(least);
      expect(doubts.every((doubt, k) => doubt >= 0 && (upper[k]! > lower[k]! || doubt === 0))).toBe(true);
      if (least - margin < 0.2) tight++;
    }
    expect(tight).toBeGreaterThan(30);
  });

  it('is exact but for rounding on affine networks and on points', () => {
    const affine = [plain([1, -2, 3, 4], [0.5, -1])];
    const unsafe = [[half([[0, 1]]), half([[1, 1]])]];
    const { margin, corner, doubts } = bounder(affine, unsafe)(Float64Array.of(0, 0), Float64Array.of(1, 2));
    expect(margin).toBeCloseTo(-1, 12);
    expect(margin).toBeLessThan(-1);
    expect([...corner, ...doubts]).toEqual([0, 0, 1.5, 4]);
    const source = random('points');
    const chain = randomChain([4, 9, 9, 2], source);
    const x = Float64Array.from({ length: 4 }, source.normal);
    const there = bounder(chain, [[half([[0, 1]])]])(x, x).margin;
    expect(there).toBeLessThanOrEqual(evaluate(chain, x)[0]!);
    expect(there).toBeCloseTo(evaluate(chain, x)[0]!, 10);
  });

  it('relaxes one rectifier as the triangle without its lower side does', () => {
    const chain = [plain([1], [0], true), plain([-1], [0])];
    const { margin } = bounder(chain, [[half([[0, 1]])]])(Float64Array.of(-1), Float64Array.of(3));
    expect(margin).toBeCloseTo(-3, 12);
    const below = bounder([plain([1], [0], true)], [[half([[0, 1]])]])(Float64Array.of(-1), Float64Array.of(3));
    expect(below.margin).toBeCloseTo(-0.75, 12);
  });

  it('says of the worst list, of which the best half-space counts', () => {
    const chain = [plain([1], [0])];
    const lists = (...constants: number[][]) => constants.map((list) => list.map((c) => half([[0, 1]], c)));
    const at = (unsafe: ReturnType<typeof lists>): number =>
      bounder(chain, unsafe)(Float64Array.of(0), Float64Array.of(1)).margin;
    expect(at(lists([1, 5], [2, 3]))).toBeCloseTo(3, 12);
    expect(at(lists([1], [2, 3]))).toBeCloseTo(1, 12);
  });

  it('covers what float64 rounds where sums cancel', () => {
    const big = 2 ** 53;
    const chain = [plain([big, 1, -big, 1], [0, 0]), plain([1, 1], [0])];
    const exact = 2 * 0.7;
    const x = Float64Array.of(0.3, 0.7);
    expect(evaluate(chain, x)[0]).not.toBe(exact);
    const bound = (sign: number): number => bounder(chain, [[half([[0, sign]])]])(x, x).margin;
    expect(bound(1)).toBeLessThanOrEqual(exact);
    expect(bound(-1)).toBeLessThanOrEqual(-exact);
  });
});
