import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Bounds } from '../types.js';
import { distance, dot, extremePoint, nearestOnHyperplane, normOf, projectBallBox } from './index.js';

const D = 5;
const SUBSETS = Array.from({ length: 2 ** D }, (_, bits) =>
  Array.from({ length: D }, (__, k) => k).filter((k) => (bits >> k) % 2 === 1),
);
const clamp = (v: number, bounds: Bounds): number => (bounds ? Math.min(bounds[1], Math.max(bounds[0], v)) : v);
const row = (size: number) =>
  fc
    .array(fc.oneof(fc.double({ min: -size, max: size, noNaN: true }), fc.constantFrom(-size, 0, size)), {
      minLength: D,
      maxLength: D,
    })
    .map((values) => Float64Array.from(values));
const radii = fc.oneof(fc.double({ min: 0, max: D + 1, noNaN: true }), fc.integer({ min: 0, max: D }));

/** The centre with the coordinates of the subset taken from x. */
const mixed = (center: Float64Array, x: Float64Array, subset: readonly number[]): Float64Array =>
  center.map((v, k) => (subset.includes(k) ? x[k]! : v));

describe.each([[null], [[-1, 1] as const]])('L0 against every subset of coordinates, bounds %j', (bounds) => {
  it('projects', () => {
    fc.assert(
      fc.property(row(3), row(1), radii, (x, center, radius) => {
        const z = projectBallBox(x, center, radius, 'l0', bounds);
        const inside = x.map((v) => clamp(v, bounds));
        const candidates = SUBSETS.filter(({ length }) => length <= radius).map((s) => mixed(center, inside, s));
        const least = Math.min(...candidates.map((y) => distance(x, y, 'l2')));
        expect(distance(z, center, 'l0')).toBeLessThanOrEqual(radius);
        expect(z.every((v) => v === clamp(v, bounds))).toBe(true);
        expect(distance(x, z, 'l2')).toBeLessThanOrEqual(least + 1e-12);
        expect(projectBallBox(x.slice(), center, radius, 'l0', bounds, x)).toEqual(z);
      }),
      { numRuns: 500, seed: 11 },
    );
  });

  it('finds the nearest point of a half-space', () => {
    fc.assert(
      fc.property(row(2), row(1), fc.double({ min: -8, max: 8, noNaN: true }), (normal, from, offset) => {
        const value = (z: Float64Array): number => dot(normal, z) + offset;
        const [lower, upper] = bounds ?? [-1e9, 1e9];
        const far = normal.map((n, k) => (n > 0 ? lower : n < 0 ? upper : from[k]!));
        const reaching = SUBSETS.filter((s) => value(mixed(from, far, s)) <= 0).map(({ length }) => length);
        const values = SUBSETS.map((s) => Math.abs(value(mixed(from, far, s))));
        fc.pre(Math.min(...values) > 1e-6 && Math.abs(value(from)) > 1e-6);
        fc.pre(normal.every((n) => n === 0 || Math.abs(n) > 1e-6));
        const found = nearestOnHyperplane({ normal, offset, from, norm: 'l0', bounds });
        if (reaching.length === 0) expect(found).toBeNull();
        else {
          expect(found!.distance).toBe(Math.min(...reaching));
          expect(value(found!.x)).toBeLessThanOrEqual(1e-9);
          expect(found!.x.every((v) => v === clamp(v, bounds))).toBe(true);
          if (found!.distance > 0) expect(value(found!.x)).toBeGreaterThan(-1e-9);
        }
      }),
      { numRuns: 500, seed: 12 },
    );
  });
});

describe('L0', () => {
  it('takes an extreme point that no subset of coordinates beats', () => {
    fc.assert(
      fc.property(row(3), row(1), radii, (g, center, radius) => {
        const z = extremePoint(g, center, radius, 'l0', [-1, 1]);
        const corner = g.map((v, k) => (v > 0 ? 1 : v < 0 ? -1 : center[k]!));
        const gains = SUBSETS.filter(({ length }) => length <= radius).map((s) => dot(g, mixed(center, corner, s)));
        expect(distance(z, center, 'l0')).toBeLessThanOrEqual(radius);
        expect(dot(g, z)).toBeGreaterThanOrEqual(Math.max(...gains) - 1e-12);
      }),
      { numRuns: 500, seed: 13 },
    );
  });

  it('goes as far as there is space: to infinity without bounds, the steepest coordinates first', () => {
    const [g, center] = [Float64Array.of(1, -3, 2, 0), new Float64Array(4)];
    expect([...extremePoint(g, center, 2.5, 'l0', null)]).toEqual([0, -Infinity, Infinity, 0]);
    expect([...extremePoint(g, center, 2, 'l0', [-1, Infinity])]).toEqual([Infinity, 0, Infinity, 0]);
    expect([...extremePoint(g, center, Infinity, 'l0', [-1, 1])]).toEqual([1, -1, 1, 0]);
  });

  it('moves one coordinate, and no farther than needed, where there are no bounds', () => {
    const problem = {
      normal: Float64Array.of(1, -4, 2),
      offset: 2,
      from: Float64Array.of(0, 0, 1),
      norm: 'l0',
    } as const;
    expect(nearestOnHyperplane(problem)).toEqual({ x: Float64Array.of(0, 1, 1), distance: 1 });
  });

  it('keeps the change that spares most, not the farthest point', () => {
    const [x, center] = [Float64Array.of(9, 0.6, 0.5), Float64Array.of(0.99, 0, 0)];
    expect([...projectBallBox(x, center, 1, 'l0', [-1, 1])]).toEqual([0.99, 0.6, 0]);
  });

  it('counts the same at every scale', () => {
    for (const scale of [1e-160, 2 ** -9, 1, 1e160]) {
      const at = (...values: number[]): Float64Array => Float64Array.from(values, (v) => v * scale);
      const [center, bounds] = [at(0, 0, 0), [-scale, scale] as const];
      expect(projectBallBox(at(9, 0.9, 1.2), center, 2, 'l0', bounds)).toEqual(at(1, 0, 1));
      expect(extremePoint(Float64Array.of(9, 0.9, 1.2), center, 2, 'l0', bounds)).toEqual(at(1, 0, 1));
      const hyperplane = { normal: Float64Array.of(9, 0.9, 1.2), offset: 10 * scale, from: center, bounds };
      expect(nearestOnHyperplane({ ...hyperplane, norm: 'l0' })!.distance).toBe(2);
      expect(normOf(at(9, 0, -1.2), 'l0')).toBe(2);
    }
  });

  it('is the centre for a radius below one', () => {
    const [x, center] = [Float64Array.of(3, -0.5), Float64Array.of(0.25, 0)];
    for (const radius of [0, 0.99]) {
      expect(projectBallBox(x, center, radius, 'l0', [-1, 1])).toEqual(center);
      expect(extremePoint(x, center, radius, 'l0', [-1, 1])).toEqual(center);
    }
  });
});
