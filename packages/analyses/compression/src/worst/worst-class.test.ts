import { describe, expect, it } from '@jest/globals';
import type { SweptRow } from '@fragility/analysis';
import { dot, inverse, matrix, random, rows } from '@fragility/numerics';
import { worstOf } from './draw.js';
import { summariseWorst, type WorstRow } from './summary.js';

const points = (d: number, seed: number) => {
  const stream = random(seed);
  return { data: Float64Array.from({ length: d * d }, stream.normal), shape: [d, d] };
};

const swept = (d: number, draws: number): (SweptRow & WorstRow)[] =>
  Array.from({ length: draws }, (_, draw) => ({
    draw,
    dimension: d,
    ...worstOf(points(d, 1000 * d + draw), random(draw)),
    trial: `${d}`,
    model: 'any',
    seed: 1,
  }));

describe('worstOf', () => {
  it('is the least of all classes, of the right rows of the inverse', () => {
    const inputs = points(7, 1);
    const w = rows({ data: inverse(matrix(7, 7, inputs.data)).data, shape: [7, 7] });
    const gap = (i: number, j: number): number => 1 / Math.hypot(...w.map((row) => row[i]! - row[j]!));
    const all = Array.from({ length: 7 }, (_, i) =>
      Array.from({ length: 7 }, (_, j) => (i === j ? Infinity : gap(i, j))),
    );
    const found = worstOf(inputs, random(2));
    const own = all.findIndex(
      (row) =>
        Math.abs(Math.min(...row) - found.worst_distance) < 1e-12 &&
        row.some((one) => Math.abs(one - found.distance) < 1e-12),
    );
    expect(own).toBeGreaterThanOrEqual(0);
    const x = rows(inputs);
    const far = (k: number, l: number): number =>
      Math.sqrt(dot(x[k]!, x[k]!) + dot(x[l]!, x[l]!) - 2 * dot(x[k]!, x[l]!));
    const nearest = Math.min(...x.flatMap((_, k) => (k === own ? [] : [far(own, k)])));
    expect(found.optimal_distance).toBeCloseTo(nearest / 2, 10);
    const least = Math.min(...x.flatMap((_, k) => x.slice(0, k).map((_, l) => far(k, l))));
    expect(found.minimum_distance).toBeCloseTo(least / Math.sqrt(14), 10);
  });

  it('keeps one direction, to rounding', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { direction_residual, orthogonal_change } = worstOf(points(12, seed), random(seed));
      expect(Math.max(direction_residual, orthogonal_change)).toBeLessThan(1e-9);
    }
  });
});

describe('claims', () => {
  const verdicts = (given: (SweptRow & WorstRow)[]) =>
    Object.fromEntries(summariseWorst(given).claims!.map(({ name, verdict }) => [name, verdict]));

  it('hold where they should, and fall where the data break them', () => {
    const all = [12, 40, 150].flatMap((d) => swept(d, 40));
    const slowly = all.map((row) => ({ ...row, worst_distance: row.worst_distance / row.dimension ** 0.2 }));
    expect(verdicts(slowly)).toEqual({ 'minimum-distance': 'holds', 'one-direction': 'holds', 'worst-slope': 'holds' });
    expect(verdicts(all.map((row) => ({ ...row, minimum_distance: 0.5 })))['minimum-distance']).toBe('does not hold');
    expect(verdicts(all.map((row) => ({ ...row, orthogonal_change: 1e-3 })))['one-direction']).toBe('does not hold');
    const fast = all.map((row) => ({ ...row, worst_distance: row.worst_distance / row.dimension }));
    expect(verdicts(fast)['worst-slope']).toBe('does not hold');
    const level = all.map((row) => ({ ...row, worst_distance: row.worst_distance * row.dimension }));
    expect(verdicts(level)['worst-slope']).toBe('does not hold');
  });

  it('are undecided with few draws; a draw counts once; nothing comes to nothing', () => {
    const few = swept(8, 3);
    expect(verdicts(few)['worst-slope']).toBe('undecided');
    expect(summariseWorst([...few, ...few]).tables![0]!.rows[0]).toMatchObject({ draws: 3, dimension: 8 });
    expect(summariseWorst([])).toEqual({});
  });
});
