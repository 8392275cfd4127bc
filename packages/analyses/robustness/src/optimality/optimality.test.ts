import { describe, expect, it } from '@jest/globals';
import type { FoundRecord } from '@fragility/analysis';
import type { SweptRow } from '@fragility/analysis';
import { analysisChecks, collectRows } from '@fragility/analysis/conformance';
import { runChecks } from '@fragility/plugin';
import fc from 'fast-check';
import { attacksOf } from '../testing/attacks.js';
import { bestOf, localOptimality } from './local.js';
import { optimality } from './optimality.js';

const of = (...values: number[]): Float64Array => Float64Array.from(values);

/** Area below a curve of robust accuracy by summing over its steps. */
const area = (distances: Float64Array, most: number): number => {
  const ends = [...new Set([0, ...distances, most])].filter((value) => value <= most).sort((a, b) => a - b);
  return ends.slice(1).reduce((sum, end, k) => {
    const alive = distances.filter((distance) => distance > ends[k]!).length / distances.length;
    return sum + alive * (end - ends[k]!);
  }, 0);
};

describe('local optimality', () => {
  it.each([
    [of(1, 2), of(1, 2), 1],
    [of(1.5, 2), of(1, 2), 0.5],
    [of(Infinity, Infinity), of(1, 2), 0],
    [of(0, 1.5, 2), of(0, 1, 2), 0.5],
    [of(0, 0), of(0, 0), null],
    [of(Infinity), of(Infinity), null],
  ])('of %p beside the best %p is %p', (distances, best, expected) => {
    const found = localOptimality(distances, best);
    if (expected === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(expected, 12);
  });

  it('is that of the areas below both curves', () => {
    const distance = fc.oneof(fc.constant(0), fc.constant(Infinity), fc.double({ min: 0.01, max: 5, noNaN: true }));
    fc.assert(
      fc.property(fc.array(fc.tuple(distance, distance), { minLength: 1, maxLength: 9 }), (pairs) => {
        const [a, b] = [Float64Array.from(pairs, ([x]) => x), Float64Array.from(pairs, ([x, y]) => (x === 0 ? 0 : y))];
        const best = bestOf([a, b]);
        const most = Math.max(0, ...best.filter(Number.isFinite));
        const [top, ideal] = [(best.filter((x) => x > 0).length / best.length) * most, area(best, most)];
        const found = localOptimality(a, best);
        if (top - ideal < 1e-9) return;
        expect(found).toBeCloseTo(1 - (area(a, most) - ideal) / (top - ideal), 8);
        expect(found).toBeLessThanOrEqual(1 + 1e-12);
      }),
      { seed: 3, numRuns: 200 },
    );
  });
});

const found = (
  attack: string,
  id: string,
  distance: number | null,
  change: Partial<FoundRecord> = {},
): FoundRecord => ({
  ...{ attack, id, distance, norm: 'l2', budget: null, label: 0, class: 0, margin: 1, forwards: 10, backwards: 5 },
  outcome: distance === null ? 'robust' : 'fooled',
  success: distance !== null,
  skipped: false,
  ...change,
});
const RECORDS = [
  ...[found('ddn', 'a', 1), found('ddn', 'b', 3), found('ddn', 'c', 0, { skipped: true, outcome: 'skipped' })],
  ...[found('pgd', 'a', null, { budget: 0.5 }), found('pgd', 'a', 2, { budget: 2 })],
  ...[found('pgd', 'b', null, { budget: 0.5 }), found('pgd', 'b', 2, { budget: 2 })],
  ...[0.5, 2].map((budget) => found('pgd', 'c', 0, { budget, skipped: true, outcome: 'skipped' })),
  found('alone', 'a', 0.1, { norm: 'linf' }),
];
const given = () => ({
  attacks: attacksOf(RECORDS).map((attack) => ({ ...attack, goal: 'smallest', attack: () => [] })),
});

describe('optimality', () => {
  it('compares the attacks of a norm over the examples, each by its smallest distance', async () => {
    const [ddn, pgd, alone] = await collectRows(optimality, {}, given());
    // Best: 1, 2 and 0, so that ε_0 = 2, ∫ρ* = 1, ∫ρ_0 = 4/3.
    expect(ddn).toMatchObject({ attack: 'ddn', norm: 'l2', examples: 3, success_rate: 1, median_distance: 2 });
    expect(ddn!['local_optimality']).toBeCloseTo(1, 12);
    expect(pgd!['local_optimality']).toBeCloseTo(0, 12);
    expect(pgd).toMatchObject({ passes_per_example: 15, median_distance: 2 });
    expect(alone).toMatchObject({ attack: 'alone', local_optimality: null });
  });

  it('ranks by the mean over trials, those without a value last', () => {
    const row = (trial: string, attack: string, value: number | null, norm = 'l2') => ({
      trial,
      attack,
      norm,
      local_optimality: value,
      success_rate: 1,
      passes_per_example: 3,
      model: 'm',
      seed: 1,
    });
    const rows = [
      row('1', 'x', 0.5),
      row('2', 'x', 0.7),
      row('1', 'y', 0.9),
      row('2', 'y', null),
      row('1', 'z', null, 'linf'),
    ];
    const { tables, headlines } = optimality.summarise!(
      rows as unknown as SweptRow[],
      {},
      [],
      async () => [],
    ) as never as {
      tables: { rows: Record<string, unknown>[] }[];
      headlines: { value: string }[];
    };
    expect(tables[0]!.rows.map((one) => [one['attack'], one['trials'], one['global_optimality']])).toEqual([
      ['y', 1, 0.9],
      ['x', 2, expect.closeTo(0.6, 12)],
      ['z', 0, null],
    ]);
    expect(headlines[0]!.value).toBe('y comes nearest to the best of all, 0.9000');
    expect(headlines[1]!.value).toMatch(/undecided/);
  });

  it('is a sound analysis', async () => {
    const verdicts = await runChecks(analysisChecks(optimality, { given }));
    expect(verdicts.filter(({ passed }) => !passed)).toEqual([]);
  });
});
