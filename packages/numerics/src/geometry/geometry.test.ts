import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { random } from '../random/index.js';
import type { Bounds, Norm } from '../types.js';
import { distance, dot, dualNorm, extremePoint, isZero, nearestOnHyperplane, normOf, projectBallBox } from './index.js';

const NORMS = ['linf', 'l2', 'l1'] as const;
const SCALES = [0.02, 1, 100];
const clamp = (v: number, [lo, hi]: readonly [number, number]): number => Math.min(hi, Math.max(lo, v));

/** Bisection for the smallest t with `holds(t)`: knows nothing of breakpoints. */
function smallest(high: number, holds: (t: number) => boolean): number {
  let [low, top] = [0, high];
  for (let k = 0; k < 200; k++) {
    const middle = (low + top) / 2;
    if (holds(middle)) top = middle;
    else low = middle;
  }
  return top;
}

const permutations = (n: number): number[][] =>
  n === 0
    ? [[]]
    : permutations(n - 1).flatMap((p) => Array.from({ length: n }, (_, k) => [...p.slice(0, k), n - 1, ...p.slice(k)]));

/** Distance to {⟨n, z⟩ + b ≤ 0} ∩ box by bisection (L∞, L2) or by trying every filling order (L1). */
function oracle(
  normal: Float64Array,
  offset: number,
  x: Float64Array,
  norm: Norm,
  bounds: readonly [number, number],
): number {
  const value = (z: Float64Array): number => dot(normal, z) + offset;
  if (norm === 'linf') {
    return smallest(1e6, (r) => value(x.map((v, k) => clamp(v - r * Math.sign(normal[k]!), bounds))) <= 0);
  }
  if (norm === 'l2') {
    const at = (t: number): Float64Array => x.map((v, k) => clamp(v - t * normal[k]!, bounds));
    return distance(at(smallest(1e6, (t) => value(at(t)) <= 0)), x, 'l2');
  }
  return Math.min(
    ...permutations(x.length).map((order) => {
      let [gap, spent] = [value(x), 0];
      for (const k of order) {
        const room = normal[k]! > 0 ? x[k]! - bounds[0] : bounds[1] - x[k]!;
        const move = Math.min(room, gap / Math.abs(normal[k]!));
        spent += move;
        gap -= move * Math.abs(normal[k]!);
        if (gap <= 1e-15 * Math.abs(value(x))) return spent;
      }
      return Infinity;
    }),
  );
}

describe.each(NORMS)('nearestOnHyperplane in %s', (norm) => {
  it.each(SCALES)('equals an oracle that knows no breakpoints, at scale %d', (scale) => {
    const stream = random(`hyperplane/${norm}/${scale}`);
    for (let round = 0; round < 200; round++) {
      const bounds = [-scale, scale] as const;
      const normal = Float64Array.from({ length: 5 }, () => stream.normal() / scale);
      const x = Float64Array.from({ length: 5 }, () => scale * (2 * stream.uniform() - 1));
      const offset = 2 * stream.uniform() - dot(normal, x);
      const found = nearestOnHyperplane({ normal, offset, from: x, norm, bounds });
      const reach =
        dot(
          normal,
          x.map((_, k) => (normal[k]! > 0 ? -scale : scale)),
        ) + offset;
      if (reach > 0) expect(found).toBeNull();
      else {
        expect(found!.distance / oracle(normal, offset, x, norm, bounds)).toBeCloseTo(1, 9);
        expect(Math.abs(dot(normal, found!.x) + offset)).toBeLessThan(1e-12);
        expect(found!.x.every((v) => Math.abs(v) <= scale)).toBe(true);
      }
    }
  });

  it('is the margin over the dual norm without bounds', () => {
    const stream = random(3);
    for (let round = 0; round < 100; round++) {
      const normal = Float64Array.from({ length: 64 }, () => stream.normal());
      const x = Float64Array.from({ length: 64 }, () => stream.normal());
      const gap = stream.uniform();
      const found = nearestOnHyperplane({ normal, offset: gap - dot(normal, x), from: x, norm })!;
      expect(found.distance / (gap / normOf(normal, dualNorm(norm)))).toBeCloseTo(1, 11);
    }
  });

  it('answers the point itself on the right side, and null for a zero normal', () => {
    const from = Float64Array.of(1, 2);
    expect(nearestOnHyperplane({ normal: Float64Array.of(1, 0), offset: -5, from, norm })).toEqual({
      x: from,
      distance: 0,
    });
    expect(nearestOnHyperplane({ normal: new Float64Array(2), offset: 1, from, norm })).toBeNull();
  });

  it.each([1e-100, 1e100])('works with normals of size %d', (size) => {
    const found = nearestOnHyperplane({
      normal: Float64Array.of(3 * size, 4 * size),
      offset: 5 * size,
      from: new Float64Array(2),
      norm,
    })!;
    expect(found.distance).toBeCloseTo({ l2: 1, linf: 5 / 7, l1: 5 / 4 }[norm], 12);
  });
});

const row = (size: number) => fc.float64Array({ minLength: 6, maxLength: 6, min: -size, max: size, noNaN: true });
const cases = NORMS.flatMap((norm) => [null, [-1, 1] as const].map((bounds): [Norm, Bounds] => [norm, bounds]));

describe.each(cases)('%s ball, bounds %j', (norm, bounds) => {
  /** A feasible point, made without the code under test: shrunk towards the centre until it fits. */
  const feasible = (y: Float64Array, center: Float64Array, radius: number): Float64Array => {
    const inside = bounds ? y.map((v) => clamp(v, bounds)) : y;
    const far = distance(inside, center, norm);
    return far > radius ? inside.map((v, k) => center[k]! + ((v - center[k]!) * radius) / far) : inside;
  };

  type Check = (z: Float64Array, x: Float64Array, center: Float64Array, others: Float64Array[], radius: number) => void;

  /** Random balls and points: what `method` makes of a point is feasible, and passes the check. */
  const everywhere = (method: typeof projectBallBox, check: Check): void =>
    fc.assert(
      fc.property(
        row(3),
        row(1),
        fc.array(row(3), { minLength: 20, maxLength: 20 }),
        fc.double({ min: 0.01, max: 3, noNaN: true }),
        (x, center, others, radius) => {
          const z = method(x, center, radius, norm, bounds);
          expect(distance(z, center, norm)).toBeLessThanOrEqual(radius * (1 + 1e-12) + 1e-14);
          if (bounds) expect(z.every((v) => v >= bounds[0] && v <= bounds[1])).toBe(true);
          check(z, x, center, others, radius);
        },
      ),
      { numRuns: 200, seed: 5 },
    );

  it('projects: feasible, and ⟨x − z, y − z⟩ ≤ 0 for every feasible y', () => {
    everywhere(projectBallBox, (z, x, center, others, radius) => {
      const away = x.map((v, k) => v - z[k]!);
      const ahead = [...others, x, x.map((v) => 10 * v)].map((other) => {
        const y = feasible(other, center, radius);
        return dot(
          away,
          y.map((v, k) => v - z[k]!),
        );
      });
      expect(Math.max(...ahead)).toBeLessThanOrEqual(1e-9);
    });
  });

  it('extreme point: feasible, and not beaten by any feasible point or by long projected ascent', () => {
    everywhere(extremePoint, (z, g, center, others, radius) => {
      const best = Math.max(...others.map((y) => dot(g, feasible(y, center, radius))));
      expect(best).toBeLessThanOrEqual(dot(g, z) + 1e-9);
      const far = projectBallBox(
        center.map((v, k) => v + 1e6 * g[k]!),
        center,
        radius,
        norm,
        bounds,
      );
      expect(dot(g, far)).toBeLessThanOrEqual(dot(g, z) + 1e-9);
      if (normOf(g, 'l2') > 1e-3) expect(dot(g, far)).toBeGreaterThan(dot(g, z) - 1e-3);
    });
  });
});

describe('rounding', () => {
  it('never leaves the bounds, even where the ball ends one rounding error before them', () => {
    const stream = random('rounding');
    for (let round = 0; round < 20000; round++) {
      const [lower, upper] = [-stream.uniform(), stream.uniform()];
      const center = Float64Array.of(lower + (upper - lower) * stream.uniform(), 0);
      const radius = (upper - center[0]!) * (1 - 2 ** -53);
      for (const norm of NORMS) {
        const projected = projectBallBox(Float64Array.of(upper, 0), center, radius, norm, [lower, upper]);
        const extreme = extremePoint(Float64Array.of(1, 0), center, radius, norm, [lower, upper]);
        if (Math.max(projected[0]!, extreme[0]!) > upper) throw new Error(`${norm} left the bounds`);
      }
    }
  });

  it.each([1e-160, 1e-100, 1, 1e100, 1e160])('does not matter at scale %d', (scale) => {
    const at = (...values: number[]): Float64Array => Float64Array.from(values, (v) => v * scale);
    const bounds = [-scale, scale] as const;
    const near = (z: Float64Array, ...expected: number[]): void =>
      z.forEach((v, k) => expect(v / scale).toBeCloseTo(expected[k]!, 13));
    near(projectBallBox(at(9, 0.9, 1.2), at(0, 0, 0), 1.25 * scale, 'l2', bounds), 1, 0.45, 0.6);
    near(extremePoint(Float64Array.of(9, 0.9, 1.2), at(0, 0, 0), 1.25 * scale, 'l2', bounds), 1, 0.45, 0.6);
    near(projectBallBox(at(9, 0.9, 1.2), at(0, 0, 0), 1.7 * scale, 'l1', bounds), 1, 0.2, 0.5);
    const hyperplane = { normal: Float64Array.of(9, 0.9, 1.2), offset: 10.125 * scale, from: at(0, 0, 0), bounds };
    near(nearestOnHyperplane({ ...hyperplane, norm: 'l2' })!.x, -1, -0.45, -0.6);
  });

  it('moves one coordinate only towards a hyperplane in l1 without bounds', () => {
    const stream = random('sparse');
    for (let round = 0; round < 500; round++) {
      const normal = Float64Array.from({ length: 5 }, () => stream.normal());
      const from = Float64Array.from({ length: 5 }, () => stream.normal());
      const offset = stream.uniform() - dot(normal, from);
      const { x } = nearestOnHyperplane({ normal, offset, from, norm: 'l1' })!;
      expect(x.filter((v, k) => v !== from[k])).toHaveLength(1);
    }
  });

  it('is exact where coordinates saturate one after another', () => {
    const d = 400;
    const center = Float64Array.from({ length: d }, (_, k) => 1 - 2 ** (-k / 8));
    const g = new Float64Array(d).fill(1);
    for (const radius of [1e-3, 0.01, 0.1, 1]) {
      const point = extremePoint(g, center, radius, 'l2', [0, 1]);
      expect(distance(point, center, 'l2') / radius).toBeCloseTo(1, 11);
      const moves = point.map((value, k) => value - center[k]!);
      const free = moves.filter((_, k) => point[k]! < 1);
      expect(Math.max(...free) - Math.min(...free)).toBeLessThan(1e-15);
      expect(Math.max(...moves)).toBeLessThanOrEqual(Math.min(...free) + 1e-15);
    }
  });

  it('radius 0 is the centre, radius Infinity the box', () => {
    const [x, center, bounds] = [Float64Array.of(3, -0.5), Float64Array.of(0.25, 0), [-1, 1] as const];
    for (const norm of NORMS) {
      expect(projectBallBox(x, center, 0, norm, bounds)).toEqual(center);
      expect(extremePoint(x, center, 0, norm, bounds)).toEqual(center);
      expect(projectBallBox(x, center, Infinity, norm, bounds)).toEqual(Float64Array.of(1, -0.5));
      expect(extremePoint(x, center, Infinity, norm, bounds)).toEqual(Float64Array.of(1, -1));
    }
  });
});

describe('normOf', () => {
  it('neither overflows nor underflows', () => {
    expect(normOf(Float64Array.of(3e200, 4e200), 'l2')).toBeCloseTo(5e200, -187);
    expect(normOf(Float64Array.of(3e-200, 4e-200), 'l2') / 5e-200).toBeCloseTo(1, 14);
    expect(normOf(new Float64Array(3), 'l2')).toBe(0);
  });
});

describe('isZero', () => {
  it('sees a single coordinate, at either end', () => {
    for (const x of [[0, 0], [-0], []]) expect(isZero(Float64Array.from(x))).toBe(true);
    for (const x of [[0, 1e-300], [NaN, 0], [-1]]) expect(isZero(Float64Array.from(x))).toBe(false);
  });
});
