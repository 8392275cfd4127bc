import { describe, expect, it } from '@jest/globals';
import { distance, dot, nearestOnHyperplane, random, type Bounds, type Row } from '../index.js';
import { factorise, substitute } from './cholesky.js';
import { nearestInPolytope, type Halfspaces } from './nearest.js';

/** Halfspaces that hold a point near `from`, which lies outside of most of them; half of its coordinates are at the bounds. */
function problem(seed: string, d: number, m: number, bounds: Bounds): { halfspaces: Halfspaces; from: Row } {
  const stream = random(seed);
  const [lower, upper] = bounds ?? [-1, 1];
  const from = Float64Array.from({ length: d }, () =>
    stream.uniform() < 0.5 ? (stream.uniform() < 0.5 ? lower : upper) : lower + (upper - lower) * stream.uniform(),
  );
  const inside = from.map((v) => Math.min(upper, Math.max(lower, v + 0.5 * stream.normal())));
  const weight = Array.from({ length: m }, () => Float64Array.from({ length: d }, () => stream.normal()));
  const offset = Float64Array.from(weight, (row) => -dot(row, inside) - 0.1 * stream.uniform());
  return { halfspaces: { weight, offset }, from };
}

describe.each(['l2', 'linf', 'l1'] as const)('nearestInPolytope, %s', (norm) => {
  it.each([
    [2, 12],
    [16, 9],
    [40, 60],
  ])('finds points of the polytope that a dual bound proves to be nearest, %d dimensions, %d halfspaces', (d, m) => {
    for (let seed = 0; seed < 20; seed++) {
      for (const bounds of [null, [-1, 1]] as const) {
        const { halfspaces, from } = problem(`${norm}/${d}/${m}/${seed}`, d, m, bounds);
        const found = nearestInPolytope({ halfspaces, from, norm, bounds })!;
        expect(distance(found.x, from, norm)).toBe(found.distance);
        expect(found.distance).toBeLessThanOrEqual(found.bound * (1 + 1e-9));
        const excess = halfspaces.weight.map((row, i) => dot(row, found.x) + halfspaces.offset[i]!);
        expect(Math.max(...excess)).toBeLessThan(1e-8);
        if (bounds) expect(found.x.every((v) => Math.abs(v) <= 1)).toBe(true);
        expect(found.tight.every((i) => Math.abs(excess[i]!) < 1e-5)).toBe(true);
      }
    }
  });

  it('is the point on the hyperplane where there is one halfspace', () => {
    const { halfspaces, from } = problem('one', 10, 1, [-1, 1]);
    const [normal, offset] = [halfspaces.weight[0]!, halfspaces.offset[0]!];
    const expected = nearestOnHyperplane({ normal, offset, from, norm, bounds: [-1, 1] })!;
    const found = nearestInPolytope({ halfspaces, from, norm, bounds: [-1, 1] })!;
    expect(found.distance / expected.distance).toBeCloseTo(1, 10);
  });

  it('is the input where that lies inside, and nothing where the polytope is empty, misses the bounds or is too far', () => {
    const weight = [Float64Array.of(1, 0), Float64Array.of(-1, 0)];
    const from = Float64Array.of(0, 0);
    const at = (offset: readonly number[], bounds: Bounds = null, within = Infinity) =>
      nearestInPolytope({ halfspaces: { weight, offset: Float64Array.from(offset) }, from, norm, bounds, within });
    expect(at([-1, -1])).toMatchObject({ distance: 0, tight: [] });
    expect(at([2, -3])?.distance).toBeCloseTo(2, 10);
    expect(at([1, 1])).toBeNull();
    expect(at([2, -3], [-1, 1])).toBeNull();
    expect(at([2, -3], null, 1.9)).toBeNull();
    expect(at([2, -3], null, 2.1)?.distance).toBeCloseTo(2, 10);
  });

  it('works next to the input, however far the bounds are', () => {
    const halfspaces = {
      weight: [Float64Array.of(1, 1), Float64Array.of(1, -2)],
      offset: Float64Array.of(1e-25, 2e-25),
    };
    const found = nearestInPolytope({ halfspaces, from: Float64Array.of(0, 0), norm, bounds: [-1, 1] })!;
    expect(found.distance / found.bound).toBeCloseTo(1, 9);
    expect(found.distance).toBeLessThan(1e-24);
  });
});

it('Cholesky solves, and leaves out what is singular', () => {
  const stream = random('cholesky');
  const a = Array.from({ length: 5 }, () => Float64Array.from({ length: 5 }, () => stream.normal()));
  const m = Float64Array.from({ length: 25 }, (_, k) => dot(a[Math.floor(k / 5)]!, a[k % 5]!));
  const y = Float64Array.from({ length: 5 }, () => stream.normal());
  const b = Float64Array.from({ length: 5 }, (_, i) => dot(m.subarray(5 * i, 5 * i + 5), y));
  expect(distance(substitute(factorise(m.slice(), 5), b), y, 'linf')).toBeLessThan(1e-8);
  expect(Array.from(substitute(factorise(Float64Array.of(1, 1, 1, 1), 2), Float64Array.of(3, 3)))).toEqual([3, 0]);
});
