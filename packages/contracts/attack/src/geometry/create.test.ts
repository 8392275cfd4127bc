import { describe, expect, it } from '@jest/globals';
import { distance, dot, type Bounds, type Norm } from '@fragility/numerics';
import fc from 'fast-check';
import { createSpace } from './create.js';
import { roundRow, type Precision } from './rounding.js';

const D = 8;
const row = (size: number) => fc.float64Array({ minLength: D, maxLength: D, min: -size, max: size, noNaN: true });
const cases: [Norm, Bounds, Precision][] = (['linf', 'l2', 'l1', 'l0'] as const).flatMap((norm) =>
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
          space.orbit(x.slice(), g, radius / 3, radius),
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

describe('orbit', () => {
  it.each([null, [0, 1] as const])('ends as far from the input as the radius allows, bounds %j', (bounds) => {
    const [input, g] = [new Float64Array(2), Float64Array.of(3, 4)];
    const ends = { linf: [0.5, 0.5], l2: [0.3, 0.4], l1: [0, 0.5], l0: null };
    for (const [norm, end] of Object.entries(ends) as [Norm, number[] | null][]) {
      const point = createSpace(input, norm, bounds, 'float64').orbit(new Float64Array(2), g, 0.1, end ? 0.5 : 1);
      expect(end ? [...point].map((v) => Number(v.toFixed(9))) : point[0]).toEqual(end ?? 0);
      if (!end) expect(point[1]).toBe(bounds ? 1 : Infinity);
    }
  });

  it('turns the perturbation towards the slope', () => {
    const space = createSpace(new Float64Array(2), 'l2', null, 'float64');
    const [a, b] = space.orbit(Float64Array.of(1, 0), Float64Array.of(0, 7), 1, 2);
    expect([a, b].map((v) => v!.toFixed(6))).toEqual([Math.SQRT2.toFixed(6), Math.SQRT2.toFixed(6)]);
  });
});

describe('L0', () => {
  it('does not count what the model does not see', () => {
    const input = Float64Array.of(1, 0.5);
    const x = Float64Array.of(1 + 1e-9, 0.75);
    expect(createSpace(input, 'l0', null, 'float32').distance(x)).toBe(1);
    expect(createSpace(input, 'l0', null, 'float64').distance(x)).toBe(2);
  });

  it.each(['float32', 'float64'] as const)('uses the whole budget, rounded down, in %s', (precision) => {
    const input = roundRow(
      Float64Array.from({ length: 1000 }, (_, k) => k / 1000),
      precision,
    );
    const space = createSpace(input, 'l0', [0, 1], precision);
    const g = input.map(() => 1);
    for (const radius of [0, 0.5, 1, 2.5, 500]) {
      expect(space.distance(space.extreme(g, radius))).toBe(Math.floor(radius));
      expect(space.distance(space.project(new Float64Array(1000), radius))).toBe(Math.floor(radius));
    }
  });

  it.each([null, [-1, 1] as const])(
    'ascends to the extreme point, whatever was changed before, bounds %j',
    (bounds) => {
      const space = createSpace(new Float64Array(4), 'l0', bounds, 'float64');
      const g = Float64Array.of(1, -4, 3, 2);
      expect([...space.ascend(Float64Array.of(0.25, 0, 0, 0), g, 0.25, 2)]).toEqual([0, -0.25, 0.25, 0]);
      const x = Float64Array.of(-0.9, 0, 0, 0.9);
      for (let k = 0; k < 6; k++) space.ascend(x, g, 0.25, 2);
      expect([...x]).toEqual([0, -1, 1, 0]);
    },
  );

  it('steps along a direction whose largest coordinate is 1 long', () => {
    const space = createSpace(new Float64Array(3), 'l0', null, 'float64');
    expect([...space.step(new Float64Array(3), Float64Array.of(2, -8, 4), 0.5, 2)]).toEqual([0, -0.5, 0.25]);
  });
});

describe('steepest', () => {
  it.each(['linf', 'l2', 'l1', 'l0'] as const)('has norm 1 and the largest slope of that norm in %s', (norm) => {
    const g = Float64Array.of(3, -4, 0, 1);
    const space = createSpace(new Float64Array(4), norm, null, 'float64');
    const v = space.steepest(g);
    expect(distance(v, new Float64Array(4), norm)).toBeCloseTo(1, 12);
    expect(dot(g, v)).toBeCloseTo({ linf: 8, l2: Math.sqrt(26), l1: 4, l0: 4 }[norm], 12);
  });

  it('of a zero gradient is zero', () => {
    for (const norm of ['linf', 'l2', 'l1', 'l0'] as const) {
      expect([...createSpace(new Float64Array(2), norm, null, 'float64').steepest(new Float64Array(2))]).toEqual([
        0, 0,
      ]);
    }
  });
});
