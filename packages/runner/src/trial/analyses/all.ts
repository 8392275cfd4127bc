import type { AttackHandle, TableRow } from '@fragility/analysis';
import type { Working } from '../context.js';
import type { TrialData } from '../data/open.js';
import type { TrialModel } from '../model/build.js';
import { naming } from '../naming.js';
import { analyse } from './analyses.js';

/** The rows of one analysis. */
export interface Analysed {
  readonly name: string;
  readonly rows: readonly TableRow[];
}

/** Runs the analyses of a trial in order. */
export async function analyseAll(
  { trial, seeds, signal, keep, progress }: Working,
  data: TrialData,
  model: TrialModel,
  attacks: readonly AttackHandle[],
): Promise<Analysed[]> {
  const found: Analysed[] = [];
  for (const chosen of trial.settings.analyses) {
    const analysed = (done: number): void => progress.tell('analyses', done, `${trial.model}: ${chosen.name}`);
    analysed(0);
    const rows = await naming(`analysis '${chosen.name}'`, () =>
      analyse(chosen, {
        ...data,
        ...model,
        attacks,
        random: seeds.analysis(chosen.name),
        signal,
        keep,
        progress: analysed,
      }),
    );
    found.push({ name: chosen.name, rows });
    progress.finish('analyses');
  }
  return found;
}
