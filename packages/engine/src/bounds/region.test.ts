import { describe, expect, it } from '@jest/globals';
import { dot, normOf, random } from '@fragility/numerics';
import { ballRegion } from './region.js';

describe('ballRegion', () => {
  it.each(['l2', 'l1'] as const)(
    'has the value of a point of it, so that neither can be better: %s in a box',
    (norm) => {
      const stream = random(`region/${norm}`);
      for (let round = 0; round < 300; round++) {
        const d = 1 + Math.floor(12 * stream.uniform());
        const centre = Float64Array.from({ length: d }, stream.uniform);
        const radius = 10 ** (2 * stream.uniform() - 1.5);
        const a = Float64Array.from({ length: d }, () => (stream.uniform() < 0.2 ? 0 : stream.normal() ** 3));
        const [value, x] = [new Float64Array(1), new Float64Array(d)];
        ballRegion({ centre, radius, norm, bounds: [0, 1] }).minima(a, 1, value, x);
        const step = x.map((v, k) => v - centre[k]!);
        expect(normOf(step, norm)).toBeLessThanOrEqual(radius * (1 + 1e-12));
        expect(x.every((v) => v >= -1e-15 && v <= 1 + 1e-15)).toBe(true);
        expect(Math.abs(dot(a, x) - value[0]!)).toBeLessThan(1e-11 * (1 + normOf(a, 'l1')));
      }
    },
  );

  it('knows by hand: down both axes until one is at its end', () => {
    const [value, x] = [new Float64Array(1), new Float64Array(2)];
    ballRegion({ centre: Float64Array.of(0.3, 0.9), radius: 0.5, norm: 'l2', bounds: [0, 1] }).minima(
      Float64Array.of(3, 1),
      1,
      value,
      x,
    );
    expect([...x]).toEqual([0, expect.closeTo(0.5, 12)]);
    expect(value[0]).toBeCloseTo(0.5, 12);
  });
});
