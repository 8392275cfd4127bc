import type { AttackHandle, TableRow } from '@fragility/analysis';
import { hasPictures, isRows } from '../../store/rows.js';
import { readValue, writeValue } from '../../store/sealed/values.js';
import type { Chosen } from '../../plan/settings.js';
import type { Working } from '../context.js';
import type { TrialData } from '../data/open.js';
import type { LazyModel } from '../model/lazy.js';
import { naming } from '../naming.js';
import { analyse } from './analyses.js';

/** The rows of one analysis. */
export interface Analysed {
  readonly name: string;
  readonly rows: readonly TableRow[];
}

/** Where the rows of an analysis are kept. */
const rowsAt = (key: string): string => `analyses/${key}.json`;

/** Rows that are kept of an analysis, with all their pictures; undefined where any is missing. */
export async function knownRows(
  { parts, warn }: Pick<Working, 'parts' | 'warn'>,
  key: string,
): Promise<readonly TableRow[] | undefined> {
  const rows = await readValue(parts, rowsAt(key), isRows, warn);
  return rows && (await hasPictures(parts, rows)) ? rows : undefined;
}

/** Runs one analysis and keeps its rows. */
async function analyseOne(
  chosen: Chosen<'analysis'>,
  key: string,
  { trial, seeds, signal, parts, keep, progress }: Working,
  data: TrialData,
  model: LazyModel,
  attacks: readonly AttackHandle[],
): Promise<void> {
  const { name } = chosen;
  const analysed = (share: number): void =>
    progress.tell({ phase: 'analyses', name, share }, `${trial.model}: ${name}`);
  analysed(0);
  const rows = await naming(`analysis '${name}'`, () =>
    analyse(chosen, {
      ...data,
      model,
      attacks,
      random: seeds.analysis(name),
      signal,
      keep,
      progress: analysed,
    }),
  );
  await writeValue(parts, rowsAt(key), rows);
}

/** Runs those analyses of a trial, in order, whose rows are not known. */
export async function analyseAll(
  working: Working,
  data: TrialData,
  model: LazyModel,
  attacks: readonly AttackHandle[],
): Promise<void> {
  const { trial, keys, progress } = working;
  for (const [k, chosen] of trial.settings.analyses.entries()) {
    const key = keys.analyses[k]!;
    if (!(await knownRows(working, key))) await analyseOne(chosen, key, working, data, model, attacks);
    progress.finish('analyses');
  }
}
