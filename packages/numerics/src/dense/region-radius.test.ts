import { describe, expect, it } from '@jest/globals';
import { normOf } from '../geometry/index.js';
import { random } from '../random/index.js';
import { activationPattern, regionExit, regionRadius, type DenseLayer } from './index.js';

const layer = (
  inputs: number,
  outputs: number,
  seed: string,
  kind: 'relu' | 'identity' | 'tanh' = 'relu',
): DenseLayer => {
  const stream = random(seed);
  const normals = (n: number): Float64Array => Float64Array.from({ length: n }, () => stream.normal());
  return { inputs, outputs, weight: normals(inputs * outputs), bias: normals(outputs), activation: { kind } };
};
const deep = [layer(4, 7, 'a'), layer(7, 6, 'b'), layer(6, 3, 'c', 'identity')];

describe('regionRadius', () => {
  it('is the distance to the nearest wall, known by hand', () => {
    const own: DenseLayer = { ...layer(2, 2, 'h'), weight: Float64Array.of(3, 4, 1, 0), bias: Float64Array.of(0, -5) };
    const x = Float64Array.of(2, 1);
    // ⟨(3, 4), x⟩ = 10, ⟨(1, 0), x⟩ − 5 = −3.
    expect(regionRadius([own], x, 'l2')).toBe(2);
    expect(regionRadius([own], x, 'linf')).toBeCloseTo(10 / 7, 14);
    expect(regionRadius([own], x, 'l1')).toBe(10 / 4);
  });

  it.each(['l2', 'linf', 'l1'] as const)('is the shortest way out of deep regions in %s', (norm) => {
    const stream = random(norm);
    for (let k = 0; k < 5; k++) {
      const x = Float64Array.from({ length: 4 }, () => stream.normal());
      const radius = regionRadius(deep, x, norm);
      let shortest = Infinity;
      for (let t = 0; t < 800; t++) {
        const v = Float64Array.from({ length: 4 }, () => stream.normal() ** 3);
        shortest = Math.min(shortest, (regionExit(deep, x, v)?.t ?? Infinity) * normOf(v, norm));
      }
      expect(shortest).toBeGreaterThanOrEqual(radius * (1 - 1e-12));
      expect(shortest).toBeLessThan(1.6 * radius);
      const inside = x.map(
        (value, c) => value + (c % 2 === 0 ? 1 : -1) * (0.999 * radius) * (norm === 'linf' ? 1 : 1 / 4),
      );
      expect(activationPattern(deep, inside)).toEqual(activationPattern(deep, x));
    }
  });

  it('is unbounded without bending units, or where they do not depend on the input', () => {
    expect(regionRadius([layer(2, 2, 'i', 'identity')], Float64Array.of(1, 1), 'l2')).toBe(Infinity);
    const still: DenseLayer = { ...layer(2, 2, 's'), weight: new Float64Array(4) };
    expect(regionRadius([still], Float64Array.of(1, 1), 'l2')).toBe(Infinity);
    expect(() => regionRadius([layer(2, 2, 't', 'tanh')], Float64Array.of(1, 1), 'l2')).toThrow(
      expect.objectContaining({ code: 'numerics/not-piecewise-linear' }) as never,
    );
  });
});
