import { shortNames, type Summary, type SweptTrial } from '@fragility/analysis';
import { contestTables } from './contest/contest-tables.js';
import { beatenBy, rivalries } from './contest/rivals.js';
import { robustnessFigures } from './figures/figures.js';
import { countAll, type Counted } from './groups.js';
import { attackHeadlines, doubtNotes, type Judged } from './headlines.js';
import { robustMetrics } from './metrics.js';

const COLUMNS = ['model', 'attack', 'norm', 'budget'];

/** Robust accuracy by model, swept values, attack and budget, over all seeds, and what speaks against each. */
function judge({ groups, tallies }: Counted, confidence: number): Judged[] {
  const beaten = beatenBy(rivalries(tallies));
  const found = groups.map((group) => ({
    ...group,
    doubts: [
      ...group.doubtful.doubts(group.probabilities),
      ...beaten(group.of, group.attack, group.norm, group.budget),
    ],
  }));
  const doubted = found.some(({ doubts }) => doubts.length > 0);
  const targeted = found.some(({ criterion }) => criterion === 'targeted');
  return found.map(({ of, attack, norm, budget, criterion, count, doubts }) => ({
    criterion,
    row: {
      ...of,
      ...{ attack, norm, budget },
      ...(targeted ? { criterion } : {}),
      ...count.accuracy(confidence),
      ...(doubted ? { warnings: doubts.map(({ code }) => code).join(' ') || null } : {}),
    },
    doubts,
  }));
}

/** Robust accuracies and who decides the worst case, as figures and tables; headlines where nothing is swept, else doubts alone. */
export async function summariseRobustness(trials: readonly SweptTrial[], confidence: number): Promise<Summary> {
  const paths = [...new Set(trials.flatMap(({ swept }) => Object.keys(swept)))];
  const counted = await countAll(trials, shortNames(paths, COLUMNS));
  const judged = judge(counted, confidence);
  if (judged.length === 0) return {};
  const rows = judged.map(({ row }) => row);
  return {
    tables: [
      { name: 'robust-accuracy', title: 'Robust accuracy', rows },
      ...contestTables(counted.tallies, rivalries(counted.tallies)),
    ],
    figures: robustnessFigures(counted, confidence),
    metrics: robustMetrics(rows),
    ...(paths.length === 0 ? { headlines: attackHeadlines(judged) } : { warnings: doubtNotes(judged) }),
  };
}
