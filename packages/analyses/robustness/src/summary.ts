import { shortNames, type FoundRecord, type Summary, type SweptTrial, type TableRow } from '@fragility/analysis';
import { accuracyOf } from './accuracy.js';
import { criterionOf, isCounted, type CriterionName } from './criterion.js';
import { doubtsOf } from './doubts.js';
import { attackHeadlines, doubtNotes, type Judged } from './headlines.js';
import { worstCase } from './worst-case.js';

interface Group {
  readonly head: TableRow;
  readonly criterion: CriterionName;
  probabilities: boolean;
  readonly records: FoundRecord[];
}

const COLUMNS = ['model', 'attack', 'norm', 'budget'];

/** Records that belong together: one model, swept values, attack and budget; seeds are pooled. */
function groups(trials: readonly SweptTrial[], names: ReadonlyMap<string, string>): Group[] {
  const found = new Map<string, Group>();
  for (const { model, swept, probabilities, records: all } of trials) {
    const records = all.filter(isCounted);
    const values = Object.fromEntries([...names].map(([path, name]) => [name, swept[path] ?? null]));
    for (const record of [...records, ...worstCase(records)]) {
      const { attack, norm, budget } = record;
      const head = { model, ...values, attack, norm, budget };
      const key = JSON.stringify(head);
      const group: Group = found.get(key) ?? {
        head,
        criterion: criterionOf(record),
        probabilities: false,
        records: [],
      };
      group.probabilities ||= probabilities;
      group.records.push(record);
      found.set(key, group);
    }
  }
  return [...found.values()];
}

/** Robust accuracy by model, swept values, attack and budget, over all seeds, and what speaks against each. */
export function judge(trials: readonly SweptTrial[], paths: readonly string[], confidence: number): Judged[] {
  const found = groups(trials, shortNames(paths, COLUMNS)).map((group) => ({
    ...group,
    doubts: doubtsOf(group.records, group.probabilities),
  }));
  const doubted = found.some(({ doubts }) => doubts.length > 0);
  const targeted = found.some(({ criterion }) => criterion === 'targeted');
  return found.map(({ head, criterion, records, doubts }) => ({
    criterion,
    row: {
      ...head,
      ...(targeted ? { criterion } : {}),
      ...accuracyOf(records, confidence),
      ...(doubted ? { warnings: doubts.map(({ code }) => code).join(' ') || null } : {}),
    },
    doubts,
  }));
}

/** The table of robust accuracies; headlines where nothing is swept, else doubts alone. */
export function summariseRobustness(trials: readonly SweptTrial[], confidence: number): Summary {
  const paths = [...new Set(trials.flatMap(({ swept }) => Object.keys(swept)))];
  const judged = judge(trials, paths, confidence);
  if (judged.length === 0) return {};
  const rows = judged.map(({ row }) => row);
  return {
    tables: [{ name: 'robust-accuracy', title: 'Robust accuracy', rows }],
    ...(paths.length === 0 ? { headlines: attackHeadlines(judged) } : { warnings: doubtNotes(judged) }),
  };
}
