import { shortNames, type Summary, type SweptTrial } from '@fragility/analysis';
import { countAll } from './groups.js';
import { attackHeadlines, doubtNotes, type Judged } from './headlines.js';
import { robustMetrics } from './metrics.js';

const COLUMNS = ['model', 'attack', 'norm', 'budget'];

/** Robust accuracy by model, swept values, attack and budget, over all seeds, and what speaks against each. */
async function judge(trials: readonly SweptTrial[], paths: readonly string[], confidence: number): Promise<Judged[]> {
  const found = (await countAll(trials, shortNames(paths, COLUMNS))).map((group) => ({
    ...group,
    doubts: group.doubtful.doubts(group.probabilities),
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

/** The table of robust accuracies; headlines where nothing is swept, else doubts alone. */
export async function summariseRobustness(trials: readonly SweptTrial[], confidence: number): Promise<Summary> {
  const paths = [...new Set(trials.flatMap(({ swept }) => Object.keys(swept)))];
  const judged = await judge(trials, paths, confidence);
  if (judged.length === 0) return {};
  const rows = judged.map(({ row }) => row);
  return {
    tables: [{ name: 'robust-accuracy', title: 'Robust accuracy', rows }],
    metrics: robustMetrics(rows),
    ...(paths.length === 0 ? { headlines: attackHeadlines(judged) } : { warnings: doubtNotes(judged) }),
  };
}
