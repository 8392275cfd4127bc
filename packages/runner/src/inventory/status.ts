import { knownLines } from '../store/lines.js';
import { isRecords } from '../store/records.js';
import { isCleanExample } from '../trial/model/clean.js';
import type { Inventory } from './inspect.js';
import { partId } from './used.js';

/** How far an attack is on all trials together. */
export interface AttackStatus {
  readonly name: string;
  /** Examples that it has finished. */
  readonly examples: number;
  /** Examples that models were asked about, in the trials that it is in. */
  readonly of: number;
}

/** How far an experiment is. */
export interface Status {
  readonly experiment: string;
  /** Where its results are, or were. */
  readonly folder: string;
  readonly trials: number;
  readonly finished: number;
  readonly attacks: readonly AttackStatus[];
}

const silent = (): void => undefined;

/** How far the experiments are whose parts are in a folder. */
export async function statusOf({ parts, plans, kept }: Inventory): Promise<Status[]> {
  const there = new Set(kept.map(partId));
  const counts = new Map<string, Promise<number>>();
  const count = (folder: 'attacks' | 'evaluations', key: string): Promise<number> => {
    const path = `${folder}/${key}`;
    const is = folder === 'attacks' ? isRecords : isCleanExample;
    const counted =
      counts.get(path) ?? knownLines<unknown, true>(parts, path, is, silent, () => true).then(({ size }) => size);
    counts.set(path, counted);
    return counted;
  };
  const found: Status[] = [];
  for (const { experiment, folder, trials } of plans) {
    const attacks = new Map<string, { examples: number; of: number }>();
    for (const { keys } of trials)
      for (const [name, key] of Object.entries(keys.attacks)) {
        const { examples, of } = attacks.get(name) ?? { examples: 0, of: 0 };
        const [more, all] = [await count('attacks', key), await count('evaluations', keys.evaluation)];
        attacks.set(name, { examples: examples + Math.min(more, all), of: of + all });
      }
    found.push({
      ...{ experiment, folder, trials: trials.length },
      finished: trials.filter(({ keys }) => there.has(partId({ kind: 'trial', key: keys.trial }))).length,
      attacks: [...attacks].map(([name, far]) => ({ name, ...far })),
    });
  }
  return found;
}
