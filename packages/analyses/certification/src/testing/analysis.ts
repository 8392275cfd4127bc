import type { AnyAnalysis, AttackHandle, Summary, SweptRow, SweptTrial, YieldedRow } from '@fragility/analysis';
import { collectRows } from '@fragility/analysis/conformance';
import type { Norm } from '@fragility/numerics';
import { parseParams } from '@fragility/plugin';

/** An attack that found points at given distances, by example; null where it found none. */
export const attackOf = (
  name: string,
  norm: Norm,
  distances: Readonly<Record<string, number | null>>,
  changes: Partial<AttackHandle> = {},
): AttackHandle => ({
  ...{ name, norm, goal: 'smallest', budgets: null, targeted: false },
  async *records() {
    for (const [id, distance] of Object.entries(distances))
      yield {
        ...{ id, attack: name, norm, budget: null, label: 0, class: 1, margin: -1, forwards: 1, backwards: 1 },
        ...{ outcome: distance === null ? ('robust' as const) : ('fooled' as const), success: distance !== null },
        ...{ skipped: false, distance: distance ?? Infinity },
      };
  },
  async *attack() {},
  ...changes,
});

/** Rows of an analysis; there are no attacks unless some are given. */
export const rowsOf = (definition: AnyAnalysis, params: object, given: object): Promise<YieldedRow[]> =>
  collectRows(definition, params, { attacks: [], ...given });

/** Rows as a sweep keeps them. */
export const sweptRows = (rows: readonly YieldedRow[], added: object = {}): SweptRow[] =>
  rows.map((row) => ({ ...(row as SweptRow), trial: 't', model: 'net', seed: 0, ...added }));

/** Attacks of a trial as a sweep keeps them. */
export const trialOf = (attacks: readonly AttackHandle[], added: object = {}): SweptTrial => ({
  ...{ trial: 't', model: 'net', seed: 0, swept: {}, probabilities: false },
  attacks: attacks.map((attack) => ({
    ...attack,
    async *records() {
      for await (const record of attack.records())
        yield { ...record, attack: attack.name, distance: Number.isFinite(record.distance) ? record.distance : null };
    },
  })),
  ...added,
});

/** What an analysis makes of rows. */
export const summaryOf = async (
  definition: AnyAnalysis,
  rows: readonly SweptRow[],
  params: object = {},
  trials: readonly SweptTrial[] = [],
): Promise<Summary> =>
  definition.summarise!(rows, parseParams('test', definition.params, params) as never, trials, async () => []);
