import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clampRow, ends, roundBounds, roundRow } from './rounding.js';

const value = fc.double({ min: -300, max: 300, noNaN: true });
const radius = fc.double({ min: 1e-6, max: 10, noNaN: true });

describe('ends', () => {
  it.each(['float32', 'float64'] as const)('never lets a %s value leave the ball or the bounds', (precision) => {
    fc.assert(
      fc.property(value, radius, fc.double({ min: -1, max: 1, noNaN: true }), (raw, r, share) => {
        const input = roundRow(Float64Array.of(raw), precision);
        const { lower, upper } = ends(input, r, [-200, 200], precision);
        const inside = lower[0]! + (share + 1) * 0.5 * (upper[0]! - lower[0]!);
        const clamped = Math.min(upper[0]!, Math.max(lower[0]!, inside));
        const seen = precision === 'float32' ? Math.fround(clamped) : clamped;
        if (Math.abs(input[0]!) <= 200) {
          expect(Math.abs(seen - input[0]!)).toBeLessThanOrEqual(r);
          expect(Math.abs(seen)).toBeLessThanOrEqual(200);
        }
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  it.each(['float32', 'float64'] as const)(
    'are the bounds wherever those are within the radius, in %s',
    (precision) => {
      fc.assert(
        fc.property(
          fc.double({ min: 0, max: 1, noNaN: true }),
          fc.double({ min: 0.1, max: 2, noNaN: true }),
          (raw, r) => {
            const input = roundRow(Float64Array.of(raw), precision);
            const { lower, upper } = ends(input, r, [0, 1], precision);
            if (input[0]! <= r) expect(lower[0]).toBe(0);
            else expect(lower[0]).toBeGreaterThan(0);
            if (1 - input[0]! <= r) expect(upper[0]).toBe(1);
            else expect(upper[0]).toBeLessThan(1);
          },
        ),
        { numRuns: 500, seed: 2 },
      );
    },
  );

  it('loses no more than a unit in the last place', () => {
    const { lower, upper } = ends(Float64Array.of(Math.fround(0.3)), 8 / 255, null, 'float32');
    expect(upper[0]! - Math.fround(0.3)).toBeGreaterThan(8 / 255 - 1e-7);
    expect(Math.fround(0.3) - lower[0]!).toBeGreaterThan(8 / 255 - 1e-7);
  });

  it('plain rounding would overshoot 8/255, these ends do not', () => {
    let plain = 0;
    let ours = 0;
    for (let k = 0; k <= 255; k++) {
      const input = roundRow(Float64Array.of(k / 255), 'float32');
      plain = Math.max(plain, Math.fround(input[0]! + 8 / 255) - input[0]! - 8 / 255);
      ours = Math.max(ours, ends(input, 8 / 255, null, 'float32').upper[0]! - input[0]! - 8 / 255);
    }
    expect(plain).toBeGreaterThan(1e-9);
    expect(ours).toBeLessThanOrEqual(0);
  });
});

describe('roundBounds', () => {
  it('rounds inwards', () => {
    const [lower, upper] = roundBounds([0.1, 0.7], 'float32')!;
    expect(lower).toBeGreaterThanOrEqual(0.1);
    expect(upper).toBeLessThanOrEqual(0.7);
    expect([Math.fround(lower), Math.fround(upper)]).toEqual([lower, upper]);
    expect(roundBounds([0, 1], 'float32')).toEqual([0, 1]);
    expect(roundBounds(null, 'float32')).toBeNull();
  });
});

describe('clampRow', () => {
  it('brings a point that rounding moved out of the bounds back to them', () => {
    const bounds = roundBounds([-0.42421296, 0.1], 'float32');
    const x = clampRow(roundRow(Float64Array.of(-0.42421296, 0, 0.1), 'float32'), bounds);
    expect([...x]).toEqual([bounds![0], 0, bounds![1]]);
    expect([...x].map(Math.fround)).toEqual([...x]);
    expect([...clampRow(Float64Array.of(-9, 9), null)]).toEqual([-9, 9]);
  });
});
