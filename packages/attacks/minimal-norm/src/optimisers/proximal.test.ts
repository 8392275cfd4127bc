import { describe, expect, it } from '@jest/globals';
import { normOf, random, type Norm, type Row } from '@fragility/numerics';
import { proximal } from './proximal.js';

const cost = (z: Row, v: Row, h: Row, t: number, norm: Norm): number =>
  z.reduce((sum, value, k) => sum + (h[k]! * (value - v[k]!) ** 2) / 2, 0) + t * normOf(z, norm);

describe.each(['l1', 'l2', 'linf'] as const)('the proximal point in %s', (norm) => {
  it.each([1e-6, 1, 1e6])('is cheaper than every point near it, at scale %d', (scale) => {
    const stream = random(`proximal/${norm}`);
    for (let trial = 0; trial < 20; trial++) {
      const v = Float64Array.from({ length: 6 }, () => scale * stream.normal());
      const h = Float64Array.from({ length: 6 }, () => stream.uniform());
      const t = 3 * scale * stream.uniform() ** 3;
      const z = proximal(v, h, t, norm);
      const least = cost(z, v, h, t, norm);
      let cheapest = Infinity;
      for (let near = 0; near < 50; near++) {
        const size = scale * 10 ** (-6 * stream.uniform());
        const other = z.map((value) => value + size * stream.normal());
        cheapest = Math.min(cheapest, cost(other, v, h, t, norm));
      }
      expect(cheapest).toBeGreaterThanOrEqual(least * (1 - 1e-14));
    }
  });

  it('is v without a penalty, and zero under a large one', () => {
    const [v, h] = [Float64Array.of(3, -4), Float64Array.of(1, 2)];
    expect(proximal(v, h, 0, norm)).toEqual(v);
    expect([...proximal(v, h, 100, norm)].every((value) => value === 0)).toBe(true);
  });
});
