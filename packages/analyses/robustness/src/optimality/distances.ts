import { type FoundRecord, groupBy, type SweptAttack } from '@fragility/analysis';
import type { Norm } from '@fragility/numerics';
import { byExample } from '../by-example.js';

/** Smallest distances that the attacks of one norm found, one of each example: 0 where it is misclassified before, ∞ where nothing was found. */
export interface Distances {
  readonly norm: Norm;
  readonly byAttack: ReadonlyMap<string, Float64Array>;
  /** Passes per example, forward and backward. */
  readonly passes: ReadonlyMap<string, number>;
}

const smallest = (records: readonly FoundRecord[]): number =>
  records.reduce(
    (least, { skipped, success, distance }) =>
      Math.min(least, skipped ? 0 : success ? (distance ?? Infinity) : Infinity),
    Infinity,
  );

/** Reads what untargeted attacks found, norm by norm, on the examples that all of them measured. */
export async function distancesOf(attacks: readonly SweptAttack[]): Promise<Distances[]> {
  const usable = attacks.filter(({ targeted }) => !targeted);
  const norms = [...new Set(usable.map(({ norm }) => norm))];
  return Promise.all(
    norms.map(async (norm) => {
      const own = usable.filter((attack) => attack.norm === norm);
      const found = new Map(own.map(({ name }) => [name, [] as number[]]));
      const spent = new Map(own.map(({ name }) => [name, 0]));
      for await (const records of byExample(own)) {
        const of = groupBy(records, ({ attack }) => attack);
        if (own.some(({ name }) => !of.get(name)?.some(({ outcome }) => outcome !== 'failed'))) continue;
        for (const { name } of own) {
          const mine = of.get(name)!;
          found.get(name)!.push(smallest(mine));
          const most = (count: (record: FoundRecord) => number): number => Math.max(...mine.map(count));
          spent.set(name, spent.get(name)! + most(({ forwards }) => forwards) + most(({ backwards }) => backwards));
        }
      }
      const n = Math.max(1, [...found.values()][0]?.length ?? 0);
      return {
        norm,
        byAttack: new Map([...found].map(([name, distances]) => [name, Float64Array.from(distances)])),
        passes: new Map([...spent].map(([name, sum]) => [name, sum / n])),
      };
    }),
  );
}
