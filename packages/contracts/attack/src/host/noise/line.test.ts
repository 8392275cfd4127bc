import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TIMES } from './bends.js';
import { pointsOnLine } from './line.js';

const row = (...values: number[]): Float64Array => Float64Array.from(values);

describe('a line', () => {
  it('begins at the point and is straight', () => {
    const heading = {
      direction: row(0.5, -1),
      step: 2,
      within: [-Infinity, Infinity],
      precision: 'float64',
    } as const;
    const points = pointsOnLine(row(1, 2), heading);
    expect(points).toHaveLength(TIMES.length);
    TIMES.forEach((t, i) => {
      expect(points[i]![0]).toBeCloseTo(1 + t, 12);
      expect(points[i]![1]).toBeCloseTo(2 - 2 * t, 12);
    });
  });

  it('turns round at a bound, coordinate by coordinate', () => {
    const heading = { direction: row(1, 1), step: 0.01, within: [0, 1], precision: 'float64' } as const;
    const last = pointsOnLine(row(1, 0.5), heading).at(-1)!;
    expect(last[0]).toBeCloseTo(1 - 0.01 * TIMES.at(-1)!, 12);
    expect(last[1]).toBeCloseTo(0.5 + 0.01 * TIMES.at(-1)!, 12);
  });

  it('stays within the bounds, and in the precision', () => {
    fc.assert(
      fc.property(
        fc.float64Array({ minLength: 1, maxLength: 5, min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, step) => {
          const x = values.map(Math.fround);
          const heading = { direction: x.map((v) => v - 0.5), step, within: [0, 1], precision: 'float32' } as const;
          for (const point of pointsOnLine(x, heading)) {
            expect(point.every((v) => v >= 0 && v <= 1)).toBe(true);
            expect(point).toEqual(point.map(Math.fround));
          }
        },
      ),
      { numRuns: 200, seed: 3 },
    );
  });
});
