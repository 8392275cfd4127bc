import { describe, expect, it } from '@jest/globals';
import { random } from '@fragility/numerics';
import { isUnsafe } from '../original/halfspaces.js';
import type { Case } from '../property/property.js';
import { randomBox, randomChain } from '../testing/chains.js';
import { bounder } from './bounder.js';
import { evaluate, type Chain } from './chain.js';
import { cover, type Cover } from './cover.js';

const half = (terms: [number, number][], constant = 0) => ({ terms, constant, strict: false });
const over = (chain: Chain, problem: Case): Cover =>
  cover(problem, { bound: bounder(chain, problem.unsafe), outputs: (x) => evaluate(chain, x) });
const never = (): boolean => false;

describe('cover', () => {
  it('decides whether outputs go below their least value on a dense grid, right above and right below it', () => {
    const source = random('cover');
    for (let trial = 0; trial < 12; trial++) {
      const chain = randomChain([2, 6, 5, 1], source);
      const { lower, upper } = randomBox(2, source);
      let least = Infinity;
      for (let i = 0; i <= 100; i++)
        for (let j = 0; j <= 100; j++) {
          const at = (k: number, step: number): number => lower[k]! + (step / 100) * (upper[k]! - lower[k]!);
          least = Math.min(least, evaluate(chain, Float64Array.of(at(0, i), at(1, j)))[0]!);
        }
      const reach = 0.02 + 0.05 * Math.abs(least);
      const below = (value: number): Case => ({ lower, upper, unsafe: [[half([[0, 1]], -value)]] });
      const safe = over(chain, below(least - reach));
      expect(safe.advance(never)).toBeUndefined();
      expect([safe.open, safe.undecided, safe.proven]).toEqual([0, 0, 1]);
      const x = over(chain, below(least + 1e-6)).advance(never)!;
      expect(isUnsafe(below(least + 1e-6).unsafe, evaluate(chain, x))).toBe(true);
      expect(x.every((v, k) => v >= lower[k]! && v <= upper[k]!)).toBe(true);
    }
  });

  it('stops when it is over, says how far it is, and goes on where it was', () => {
    const chain = randomChain([3, 12, 12, 1], random('slow'));
    const [lower, upper] = [new Float64Array(3).fill(-1), new Float64Array(3).fill(1)];
    const hard = { lower, upper, unsafe: [[half([[0, 1]], 2.5)]] };
    const whole = over(chain, hard);
    expect(whole.advance(never)).toBeUndefined();
    expect(whole.bounded).toBeGreaterThan(20);
    const parts = over(chain, hard);
    let calls = 0;
    const few = (): boolean => ++calls % 4 === 0;
    expect(parts.advance(few)).toBeUndefined();
    expect([parts.bounded, parts.nearest(1).length]).toEqual([5, 1]);
    expect(parts.proven).toBeLessThan(1);
    while (parts.open > 0) parts.advance(few);
    expect([parts.bounded, parts.proven]).toEqual([whole.bounded, 1]);
  });

  it('gives up boxes that cannot be split', () => {
    const chain: Chain = [
      { inputs: 1, outputs: 1, weight: Float64Array.of(1), bias: Float64Array.of(0), rectified: false },
    ];
    const x = Float64Array.of(0.1);
    const found = over(chain, { lower: x, upper: x, unsafe: [[half([[0, 1]], -0.1)]] });
    expect(found.advance(never)).toEqual(x);
    expect(found.advance(never)).toBeUndefined();
    expect([found.open, found.undecided]).toEqual([0, 1]);
  });
});
