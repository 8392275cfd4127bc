import { describe, expect, it } from '@jest/globals';
import { distance, dot, type Bounds, type Norm } from '@fragility/numerics';
import fc from 'fast-check';
import { createSpace } from './create.js';
import { roundRow, type Precision } from './rounding.js';

const D = 8;
const row = (size: number) => fc.float64Array({ minLength: D, maxLength: D, min: -size, max: size, noNaN: true });
const cases: [Norm, Bounds, Precision][] = (['linf', 'l2', 'l1'] as const).flatMap((norm) =>
  ([null, [-1, 1]] as const).flatMap((bounds) =>
    (['float32', 'float64'] as const).map((precision): [Norm, Bounds, Precision] => [norm, bounds, precision]),
  ),
);

describe.each(cases)('space in %s, bounds %j, %s', (norm, bounds, precision) => {
  const seen = (x: Float64Array) => roundRow(x, precision);

  it('keeps every move within the budget and the bounds, as the model sees it', () => {
    fc.assert(
      fc.property(row(1), row(3), row(2), fc.double({ min: 1e-3, max: 4, noNaN: true }), (raw, start, g, radius) => {
        const input = seen(raw);
        const space = createSpace(input, norm, bounds, precision);
        const x = space.project(start.slice(), radius);
        const moved = [
          x,
          space.ascend(x.slice(), g, radius / 3, radius),
          space.step(x, g, radius / 3, radius),
          space.extreme(g, radius),
        ];
        for (const point of moved.map(seen)) {
          expect(distance(point, input, norm)).toBeLessThanOrEqual(radius);
          if (bounds) expect(point.every((v) => v >= bounds[0] && v <= bounds[1])).toBe(true);
        }
      }),
      { numRuns: 300, seed: 2 },
    );
  });

  it('ascends: a step never lowers the linear function, and the extreme point is at least as high', () => {
    fc.assert(
      fc.property(row(1), row(2), (raw, g) => {
        const input = seen(raw);
        const space = createSpace(input, norm, bounds, precision);
        const before = dot(g, input);
        const after = dot(g, space.ascend(input.slice(), g, 0.3, 0.5));
        expect(after).toBeGreaterThanOrEqual(before - 1e-6);
        expect(dot(g, space.extreme(g, 0.5))).toBeGreaterThanOrEqual(after - 1e-6);
      }),
      { numRuns: 300, seed: 3 },
    );
  });
});

describe('steepest', () => {
  it.each(['linf', 'l2', 'l1'] as const)('has norm 1 and the dual norm as its slope in %s', (norm) => {
    const g = Float64Array.of(3, -4, 0, 1);
    const space = createSpace(new Float64Array(4), norm, null, 'float64');
    const v = space.steepest(g);
    expect(distance(v, new Float64Array(4), norm)).toBeCloseTo(1, 12);
    expect(dot(g, v)).toBeCloseTo({ linf: 8, l2: Math.sqrt(26), l1: 4 }[norm], 12);
  });

  it('of a zero gradient is zero', () => {
    for (const norm of ['linf', 'l2', 'l1'] as const) {
      expect([...createSpace(new Float64Array(2), norm, null, 'float64').steepest(new Float64Array(2))]).toEqual([
        0, 0,
      ]);
    }
  });
});
