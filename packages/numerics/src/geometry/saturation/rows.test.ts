import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as laws from './laws.js';
import * as passes from './passes.js';
import { rowsOf } from './rows.js';

const value = fc.oneof(fc.double({ min: -2, max: 2, noNaN: true }), fc.constantFrom(0, -0, 1, -1));
const end = fc.constantFrom(1, 1.5, 1e160, Infinity);
const cases = fc.record({
  pairs: fc.array(fc.tuple(value, fc.double({ min: -1, max: 1, noNaN: true })), { minLength: 1, maxLength: 13 }),
  lower: end.map((bound) => -bound),
  upper: end,
  unit: fc.double({ min: 0.1, max: 10, noNaN: true }),
  scale: fc.oneof(fc.double({ min: 1e-3, max: 10, noNaN: true }), fc.double({ min: -10, max: -1e-3, noNaN: true })),
  least: fc.constantFrom(0, 1e-150, 0.5),
  t: fc.oneof(fc.double({ min: 0, max: 4, noNaN: true }), fc.constant(Number.MAX_VALUE)),
});

const total = (terms: readonly number[]): number => terms.reduce((sum, term) => sum + term, 0);
function near(found: number, terms: readonly number[]): void {
  if (!Number.isFinite(total(terms))) expect(found).toBe(total(terms));
  else expect(Math.abs(found - total(terms))).toBeLessThanOrEqual(1e-14 * total(terms.map(Math.abs)));
}

/** The passes as one would write them without thinking of speed. */
function plainly(
  g: Float64Array,
  center: Float64Array,
  scale: { rate: number; room: number },
  least: number,
  ends: number[],
) {
  const [lower, upper] = ends as [number, number];
  const coordinates = Array.from(g, (value, k) => {
    const rate = value * scale.rate;
    const space = rate > 0 ? upper - center[k]! : center[k]! - lower;
    const moves = Math.abs(rate) > least && space > 0;
    return {
      rate: moves ? rate : 0,
      room: moves ? space * scale.room : 0,
      bound: rate > 0 ? upper : lower,
      from: center[k]!,
    };
  });
  const finish = (t: number, unit: number, step: (rate: number) => number): number[] =>
    coordinates.map(({ rate, bound, from }) => {
      const move = unit * (t * step(rate));
      if (rate === 0) return from;
      return Math.abs(bound - from) <= Math.abs(move) ? bound : from + move;
    });
  return { coordinates, finish };
}

const plainLaws = {
  length: {
    round: laws.roundLength,
    step: (rate: number) => rate,
    held: (_: number, room: number) => room ** 2,
    slope: (r: number) => r * r,
  },
  l2: {
    round: laws.roundAlong.l2,
    step: (rate: number) => rate,
    held: (r: number, room: number) => Math.abs(r) * room,
    slope: (r: number) => r * r,
  },
  linf: {
    round: laws.roundAlong.linf,
    step: Math.sign,
    held: (r: number, room: number) => Math.abs(r) * room,
    slope: Math.abs,
  },
};

const largest = (rows: ReturnType<typeof rowsOf>): number => {
  rows.run(passes.largest);
  return rows.most();
};

describe('passes over rows', () => {
  it('equal plain loops', () => {
    fc.assert(
      fc.property(cases, ({ pairs, lower, upper, unit, scale: rate, least, t }) => {
        const g = Float64Array.from(pairs, ([rate]) => rate);
        const center = Float64Array.from(pairs, ([, from]) => from);
        const { coordinates, finish } = plainly(g, center, { rate, room: unit }, least, [lower, upper]);
        const rows = rowsOf(g, center);
        expect(largest(rows)).toBe(Math.max(...g.map(Math.abs)));
        rows.run(laws.prepareAlong, rate, unit, least, lower, upper);
        near(
          rows.sum(0),
          Array.from(g, (value, k) => value * rate * center[k]!),
        );
        near(
          rows.sum(1),
          coordinates.map(({ rate, room }) => Math.abs(rate) * room),
        );
        for (const { round, step, held, slope } of Object.values(plainLaws)) {
          rows.run(round, t);
          const full = coordinates.map(({ rate, room }) => room <= t * Math.abs(step(rate)));
          near(
            rows.sum(0),
            coordinates.map(({ rate, room }, k) => (full[k] ? held(rate, room) : 0)),
          );
          near(
            rows.sum(1),
            coordinates.map(({ rate }, k) => (full[k] ? 0 : slope(rate))),
          );
        }
        for (const norm of ['l2', 'linf'] as const) {
          rows.run(norm === 'l2' ? laws.finishL2 : laws.finishLinf, t, unit, lower, upper);
          const expected = finish(t, unit, plainLaws[norm].step);
          expect([...rows.result()].map((v) => v + 0)).toEqual(expected.map((v) => v + 0));
        }
      }),
      { numRuns: 2000, seed: 7 },
    );
  });

  it('clip as plain loops do', () => {
    fc.assert(
      fc.property(cases, ({ pairs, lower, upper, unit }) => {
        const x = Float64Array.from(pairs, ([rate]) => rate);
        const center = Float64Array.from(pairs, ([, from]) => from);
        const rows = rowsOf(x, center);
        rows.run(passes.clip, unit, lower, upper);
        const top = rows.most();
        const clamped = x.map((v) => Math.min(upper, Math.max(lower, v)));
        expect([...rows.result()].map((v) => v + 0)).toEqual([...clamped].map((v) => v + 0));
        expect(top).toBe(Math.max(...x.map((v, k) => Math.abs(v - center[k]!))));
        near(
          rows.sum(1),
          Array.from(clamped, (v, k) => ((v - center[k]!) * unit) ** 2),
        );
        expect(largest(rows)).toBe(top);
      }),
      { numRuns: 500, seed: 8 },
    );
  });

  it('step as plain loops do', () => {
    fc.assert(
      fc.property(cases, ({ pairs, lower, upper, unit, scale: share }) => {
        const x = Float64Array.from(pairs, ([rate]) => rate);
        const center = Float64Array.from(pairs, ([, from]) => from);
        const slope = x.map((v, k) => Math.cos(v + k));
        const moved = x.map((v, k) => v + share * slope[k]!);
        const rows = rowsOf(x, center, slope);
        rows.run(passes.steepness);
        near(
          rows.sum(0),
          Array.from(slope, (v) => v * v),
        );
        rows.run(passes.depart, share);
        expect(rows.most()).toBe(Math.max(...moved.map((v, k) => Math.abs(v - center[k]!))));
        const [stepped, clipped] = [
          () => rowsOf(x, center, slope).run(passes.stepAndClip, unit, lower, upper, share),
          () => rowsOf(moved, center).run(passes.clip, unit, lower, upper),
        ].map((clip) => {
          clip();
          return [rows.most(), rows.sum(1), ...rows.result()];
        });
        expect(stepped).toEqual(clipped);
        rowsOf(x, center).run(laws.prepareLength, share, unit, 0, lower, upper);
        const { coordinates } = plainly(x, center, { rate: share, room: unit }, 0, [lower, upper]);
        near(
          rows.sum(1),
          coordinates.map(({ rate }) => rate ** 2),
        );
      }),
      { numRuns: 1000, seed: 9 },
    );
  });

  it.each([1, 5, 4095, 4096, 4097, 150528])('give the same bits whatever came before, on %d values', (d) => {
    const g = Float64Array.from({ length: d }, (_, k) => Math.sin(k + 1));
    const center = g.map(Math.abs);
    const run = (): number[] => {
      const rows = rowsOf(g, center);
      rows.run(laws.prepareAlong, largest(rows), 3, 0, 0, 1);
      const prepared = [rows.sum(0), rows.sum(1)];
      rows.run(laws.roundLength, 0.1);
      const sums = [...prepared, rows.sum(0), rows.sum(1)];
      rows.run(laws.finishL2, 0.1, 3, 0, 1);
      return [...sums, ...rows.result()];
    };
    const first = run();
    for (const junk of [NaN, Infinity, 1e300]) {
      rowsOf(new Float64Array(d + 9).fill(junk), new Float64Array(d + 9).fill(junk)).run(passes.clip, 1, 0, 1);
      expect(run().every((value, k) => Object.is(value, first[k]))).toBe(true);
    }
  });

  it('takes no rows, and refuses rows of different lengths', () => {
    expect(largest(rowsOf(new Float64Array(0), new Float64Array(0)))).toBe(0);
    expect(() => rowsOf(new Float64Array(3), new Float64Array(2))).toThrow(
      expect.objectContaining({ code: 'numerics/shape' }),
    );
  });
});
