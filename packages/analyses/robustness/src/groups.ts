import type { Cell, FoundRecord, SweptTrial, TableRow } from '@fragility/analysis';
import type { Norm } from '@fragility/numerics';
import { countRecords, type Count } from './accuracy.js';
import { byExample } from './by-example.js';
import { criterionOf, isCounted, type CriterionName } from './criterion.js';
import { countDoubts, type DoubtCount } from './doubts.js';
import { countContests, type Tally } from './contest/tally.js';
import { contestsOf, WORST_CASE, worstOf } from './contest/worst-case.js';

/** Records that belong together: one model, swept values, attack and budget; seeds are pooled. */
export interface Group {
  /** Model and swept values. */
  readonly of: TableRow;
  readonly attack: string;
  readonly norm: Norm;
  readonly budget: number | null;
  readonly criterion: CriterionName;
  probabilities: boolean;
  /** Seeds that are pooled. */
  readonly seeds: Set<number>;
  readonly count: Count;
  readonly doubtful: DoubtCount;
}

/** What the attacks of all trials came to, each by itself and against each other. */
export interface Counted {
  readonly groups: readonly Group[];
  readonly tallies: readonly Tally[];
}

/** Groups by what they are of, in the order of trials, of the attacks of the config with the worst case last, and of budgets. */
class Groups {
  private readonly byAttack = new Map<string, Map<string, Group>>();

  /** Makes room for the attacks of a trial, in their order. */
  announce(of: TableRow, { attacks }: SweptTrial): void {
    for (const { name } of [...attacks, { name: WORST_CASE }]) {
      const key = JSON.stringify([of, name]);
      if (!this.byAttack.has(key)) this.byAttack.set(key, new Map());
    }
  }

  add(of: TableRow, { probabilities, seed }: SweptTrial, record: FoundRecord): void {
    const { attack, norm, budget } = record;
    const groups = this.byAttack.get(JSON.stringify([of, attack]))!;
    const key = JSON.stringify([norm, budget]);
    let group = groups.get(key);
    if (!group) {
      const head = { of, attack, norm, budget, criterion: criterionOf(record) };
      group = {
        ...head,
        probabilities: false,
        seeds: new Set<number>(),
        count: countRecords(),
        doubtful: countDoubts(),
      };
      groups.set(key, group);
    }
    group.probabilities ||= probabilities;
    group.seeds.add(seed);
    group.count.add(record);
    group.doubtful.add(record);
  }

  all(): Group[] {
    return [...this.byAttack.values()].flatMap((groups) => [...groups.values()]);
  }
}

/**
 * Counts the records of all trials, those of one example in memory at a time.
 *
 * @param names short names of the swept paths
 */
export async function countAll(trials: readonly SweptTrial[], names: ReadonlyMap<string, string>): Promise<Counted> {
  const groups = new Groups();
  const tallies = countContests();
  for (const trial of trials) {
    const values = [...names].map(([path, name]): [string, Cell] => [name, trial.swept[path] ?? null]);
    const of = { model: trial.model, ...Object.fromEntries(values) };
    groups.announce(of, trial);
    const contests = contestsOf(trial.attacks);
    for await (const found of byExample(trial.attacks)) {
      const counted = found.filter(isCounted);
      for (const record of [...counted, ...worstOf(counted, contests)]) groups.add(of, trial, record);
      tallies.add(of, counted, contests);
    }
  }
  return { groups: groups.all(), tallies: tallies.all() };
}
