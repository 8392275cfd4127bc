import { expect, it } from '@jest/globals';
import { extremePoint } from '../index.js';
import { inverseScale } from './index.js';

it.each([Number.MIN_VALUE, 1e-310, 1e-160, 0.75, 1, 3, 1e160, Number.MAX_VALUE])(
  'scales by a finite power of two near the inverse of %d',
  (x) => {
    const scale = inverseScale(x);
    expect(1 / scale).toBeLessThan(Infinity);
    expect((x * scale) / scale).toBe(x);
    if (x >= 2 ** -1022) expect(x * scale).toBeGreaterThan(0.5);
    expect(x * scale).toBeLessThanOrEqual(2);
  },
);

it.each([null, [-10, 10] as const])(
  'the extreme point follows gradients that are no more than a few bits, bounds %j',
  (bounds) => {
    const g = Float64Array.of(3 * Number.MIN_VALUE, -4 * Number.MIN_VALUE);
    const point = extremePoint(g, new Float64Array(2), 5, 'l2', bounds);
    expect(point[0]).toBeCloseTo(3, 14);
    expect(point[1]).toBeCloseTo(-4, 14);
  },
);
