import { describe, expect, it } from '@jest/globals';
import { distance, type Norm } from '@fragility/numerics';
import fc from 'fast-check';
import { createGrid } from './grid.js';

const grey = { lower: 0, upper: 1, count: 255 };
const level = (k: number): number => k / 255;
const row = (...levels: number[]): Float64Array => Float64Array.from(levels, level);
const numbersOf = (x: Float64Array): number[] => Array.from(x, (value) => value * 255);

const norms = fc.constantFrom<Norm>('linf', 'l2', 'l1', 'l0');
const shares = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 });
const homes = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 6, maxLength: 6 });

describe('a grid of levels', () => {
  it('holds every point that stands for one within the budget, bounds and budget kept to the last bit', () => {
    fc.assert(
      fc.property(norms, homes, shares, fc.integer({ min: 1, max: 90 }), (norm, home, moves, levels) => {
        const grid = createGrid(grey, norm, [0, 1], 'float64');
        const budget = norm === 'l0' ? 3 : levels / 255 / 4;
        const input = row(...home);
        const size = distance(Float64Array.from(moves), new Float64Array(6), norm) || 1;
        const scale = norm === 'l0' ? 1 : (budget / size) * 0.999;
        const x = input.map((value, i) => {
          const moved = norm === 'l0' && i >= 3 ? value : value + moves[i]! * scale;
          return Math.min(1, Math.max(0, moved));
        });
        const found = grid.within(x, input, budget);
        numbersOf(found).forEach((k) => expect(Math.abs(k - Math.round(k))).toBeLessThan(1e-9));
        expect(grid.distance(found, input)).toBeLessThanOrEqual(budget);
        found.forEach((value, i) => {
          expect(value >= 0 && value <= 1).toBe(true);
          expect(Math.abs(value - x[i]!)).toBeLessThan(1 / 255 + 1e-9);
        });
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  it('takes eight levels of 1/255 for 8/255, wherever they begin', () => {
    for (const precision of ['float32', 'float64'] as const) {
      const grid = createGrid(grey, 'linf', [0, 1], precision);
      for (let k = 0; k < 247; k++) {
        const input = grid.nearest(row(k));
        const found = grid.within(Float64Array.of(input[0]! + 8 / 255 - 1e-7), input, 8 / 255);
        expect(Math.round(found[0]! * 255)).toBe(k + 8);
        expect(grid.distance(found, input)).toBe(8 / 255);
      }
    }
  });

  it.each<[Norm, number, number[], number[]]>([
    ['linf', 2.9, [2.9, -2.9, 0.4, 0.6], [2, -2, 0, 1]],
    ['l2', 5, [3, 3.9, 0.6, 0], [3, 4, 0, 0]],
    ['l1', 5, [2.6, 1.7, 0.7, 0], [2, 2, 1, 0]],
    ['l0', 2, [2.6, 0.4, 0, 0], [3, 0, 0, 0]],
  ])('moves points of %s to whole numbers within %d', (norm, budget, moves, expected) => {
    const grid = createGrid(grey, norm, [0, 1], 'float64');
    const input = row(9, 99, 100, 200);
    const x = input.map((value, i) => value + level(moves[i]!));
    const found = grid.within(x, input, norm === 'l0' ? budget : level(budget));
    expect(numbersOf(found).map((k, i) => Math.round(k - input[i]! * 255))).toEqual(expected);
  });

  it('rounds to the nearest what lies beyond the budget, and what has none', () => {
    const grid = createGrid(grey, 'linf', [0, 1], 'float64');
    for (const budget of [level(2.5), Infinity])
      expect(grid.within(row(106.7), row(100), budget)[0]).toBeCloseTo(level(107), 12);
  });

  it('keeps within bounds that lie between levels', () => {
    const grid = createGrid({ lower: 0, upper: 255, count: 255 }, 'l2', [0.5, 9.5], 'float64');
    expect([...grid.nearest(Float64Array.of(0.6, 9.4, 4.4, 0.1))]).toEqual([1, 9, 4, 1]);
  });
});
