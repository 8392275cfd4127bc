import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Bounds } from '../types.js';
import { ascendInBall, ascendOnSphere, extremePoint, normOf, projectBallBox, type AscentProblem } from './index.js';

const D = 7;
const rowOf = (size: number) => fc.float64Array({ minLength: D, maxLength: D, min: -size, max: size, noNaN: true });
const problem = fc.record({
  from: rowOf(2),
  slope: rowOf(3),
  length: fc.double({ min: 0, max: 4, noNaN: true }),
  center: rowOf(1),
  radius: fc.oneof(fc.double({ min: 1e-6, max: 5, noNaN: true }), fc.constantFrom(0, Infinity)),
  bounds: fc.constantFrom<Bounds>(null, [-1, 1], [-1, Infinity]),
});

/** x + length · g/‖g‖₂, as one would write it. */
const stepped = ({ from, slope, length }: AscentProblem): Float64Array => {
  const size = normOf(slope, 'l2');
  return size > 0 ? from.map((x, k) => x + length * (slope[k]! / size)) : from.slice();
};
const near = (found: Float64Array, expected: Float64Array): void =>
  found.forEach((v, k) => {
    if (v !== expected[k]) expect(Math.abs(v - expected[k]!)).toBeLessThan(1e-9);
  });

describe('a step of ascent in L2', () => {
  it('in the ball is the step and the projection, one after the other', () => {
    fc.assert(
      fc.property(problem, (given) => {
        const { center, radius, bounds } = given;
        near(ascendInBall(given), projectBallBox(stepped(given), center, radius, 'l2', bounds));
      }),
      { numRuns: 1000, seed: 4 },
    );
  });

  it('on the sphere is the step and the farthest point along the perturbation', () => {
    fc.assert(
      fc.property(problem, (given) => {
        const { center, radius, bounds } = given;
        const away = stepped(given).map((v, k) => v - center[k]!);
        fc.pre(normOf(away, 'l2') > 1e-3 && (bounds !== null || radius < Infinity));
        near(ascendOnSphere(given), extremePoint(away, center, radius, 'l2', bounds));
      }),
      { numRuns: 1000, seed: 5 },
    );
  });

  it.each([1e-200, 1e-300, 1e200, 5e-324])('takes slopes of size %d', (size) => {
    const given = { from: new Float64Array(2), length: 0.5, center: new Float64Array(2), radius: 1 };
    const slope = Float64Array.of(size, 0);
    for (const bounds of [null, [0, 1]] as const) {
      near(ascendInBall({ ...given, slope, bounds }), Float64Array.of(0.5, 0));
      near(ascendOnSphere({ ...given, slope, bounds }), Float64Array.of(1, 0));
    }
  });

  it.each([null, [0, 1] as const])('stays where it is for a slope of zero, bounds %j', (bounds) => {
    const center = Float64Array.of(0.5, 0.5);
    const given = { slope: new Float64Array(2), length: 1, center, radius: 0.1, bounds };
    const from = Float64Array.of(0.55, 0.5);
    near(ascendInBall({ ...given, from }), from);
    near(ascendOnSphere({ ...given, from }), Float64Array.of(0.6, 0.5));
    expect([...ascendOnSphere({ ...given, from: center })]).toEqual([0.5, 0.5]);
  });

  it('may be written where it began', () => {
    const from = Float64Array.of(0, 0);
    const given = { from, slope: Float64Array.of(3, 4), length: 5, center: new Float64Array(2), radius: 1 };
    expect(ascendInBall({ ...given, bounds: [0, 1], out: from })).toBe(from);
    near(from, Float64Array.of(0.6, 0.8));
  });

  it('refuses rows of different lengths', () => {
    const [two, three] = [new Float64Array(2), new Float64Array(3).fill(1)];
    for (const rows of [
      { from: two, center: two, slope: three },
      { from: two, center: three, slope: two },
    ]) {
      const given = { ...rows, length: 1, radius: 1, bounds: [0, 1] as const };
      expect(() => ascendInBall(given)).toThrow(expect.objectContaining({ code: 'numerics/shape' }));
      expect(() => ascendOnSphere(given)).toThrow(expect.objectContaining({ code: 'numerics/shape' }));
    }
  });
});
