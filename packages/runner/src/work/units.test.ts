import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Trial } from '../plan/plan.js';
import { isSlice } from '../plan/slice.js';
import { shardsOf } from './shards.js';
import { unitsOf, type Unit } from './units.js';
import { totalOf, type Weight } from './weights.js';

const trialOf = (id: string, definition: object = { weights: {} }): Trial =>
  ({
    id,
    chosen: { definition },
    settings: { attacks: [{ name: 'one' }, { name: 'two' }], analyses: [{ name: 'law' }] },
  }) as unknown as Trial;

const sum = (list: readonly Unit[]): number => list.reduce((total, { weight }) => total + weight, 0);

const weight = fc.record({
  examples: fc.integer({ min: 1, max: 500 }),
  training: fc.integer({ min: 0, max: 1e9 }),
  clean: fc.integer({ min: 1, max: 10_000 }),
  attacks: fc.tuple(fc.integer({ min: 1, max: 20_000_000 }), fc.integer({ min: 1, max: 100 })),
  analyses: fc.tuple(fc.integer({ min: 0, max: 1e6 })),
});
const plans = fc.record({
  weights: fc.array(weight, { minLength: 1, maxLength: 12 }),
  places: fc.integer({ min: 1, max: 9 }),
});

const made = (weights: readonly Weight[], places: number) => {
  const trials = weights.map((_, k) => trialOf(`t${k}`));
  return unitsOf(trials, { weights: new Map(weights.map((one, k) => [`t${k}`, one])), places });
};

describe('units', () => {
  it('hold every example once, after the model of their trial, and all the work', () => {
    fc.assert(
      fc.property(plans, ({ weights, places }) => {
        const units = made(weights, places);
        expect(new Set(units.map(({ id }) => id)).size).toBe(units.length);
        const total = weights.reduce((all, one) => all + totalOf(one), 0);
        expect(sum(units)).toBeGreaterThanOrEqual(total);
        expect(sum(units)).toBeLessThanOrEqual(total + weights.length);
        weights.forEach(({ examples }, k) => {
          const own = units.filter(({ trial }) => trial.id === `t${k}`);
          const slices = own.map(({ does }) => does).filter(isSlice);
          const last = own.at(-1)!;
          expect(last).toMatchObject({ id: `t${k}`, does: 'trial', after: own.slice(0, -1).map(({ id }) => id) });
          slices.forEach(({ from, to }, i) => {
            expect(from).toBe(i === 0 ? 0 : slices[i - 1]!.to);
            expect((to ?? examples) - from).toBeGreaterThanOrEqual(8);
          });
          expect(slices.at(-1)?.to ?? null).toBeNull();
          if (slices.length > 0) expect(own[1]!.after).toEqual([`t${k}/model`]);
        });
      }),
    );
  });

  it('are whole trials for one place, and where only one may use the model', () => {
    const large = { examples: 1000, training: 0, clean: 0, attacks: [5e5, 5e5], analyses: [0] };
    expect(made([large], 1)).toHaveLength(1);
    expect(made([large], 4)).toHaveLength(1 + 16 + 1);
    const alone = unitsOf([trialOf('t', { alone: true })], { weights: new Map([['t', large]]), places: 4 });
    expect(alone.map(({ does }) => does)).toEqual(['trial']);
  });
});

describe('shards', () => {
  it('have every unit once, in order, and none more than its share and the heaviest bundle', () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: 1, max: 20 }), ({ weights, places }, count) => {
        const units = made(weights, places);
        const shards = shardsOf(units, count, ({ trial }) => trial.id);
        expect(shards).toHaveLength(count);
        expect(
          shards
            .flat()
            .map(({ id }) => id)
            .sort(),
        ).toEqual(units.map(({ id }) => id).sort());
        for (const shard of shards) {
          const places = shard.map((unit) => units.indexOf(unit));
          expect(places).toEqual(places.toSorted((a, b) => a - b));
        }
        const share = sum(units) / count;
        const heaviest = Math.max(share, ...units.map((unit) => unit.weight));
        for (const shard of shards) expect(sum(shard)).toBeLessThanOrEqual(share + heaviest + 1e-6);
      }),
    );
  });

  it('go by weight, not by count, and keep those of one model together', () => {
    const of = (id: string, weight: number): Unit => ({
      ...{ id, trial: trialOf(id), does: 'trial', weight, steps: [], after: [] },
    });
    const units = [of('a', 9), of('b', 1), of('c', 1), of('d', 1), of('e', 6)];
    expect(shardsOf(units, 2, ({ id }) => id).map(sum)).toEqual([9, 9]);
    const [first, second] = shardsOf([of('x1', 2), of('y1', 2), of('x2', 2), of('y2', 2)], 2, ({ id }) => id[0]!);
    expect([first, second].map((shard) => shard!.map(({ id }) => id))).toEqual([
      ['x1', 'x2'],
      ['y1', 'y2'],
    ]);
  });
});
