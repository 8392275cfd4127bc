import {
  runAnalysis,
  type AttackHandle,
  type Cell,
  type Given,
  type Picture,
  type TableRow,
  type YieldedRow,
} from '@fragility/analysis';
import type { Dataset } from '@fragility/dataset';
import type { Random } from '@fragility/numerics';
import type { Chosen } from '../../plan/settings.js';
import type { Evaluation } from '../data/evaluation.js';
import type { LazyModel } from '../model/lazy.js';

export interface AnalysisContext {
  readonly dataset: Dataset;
  readonly evaluation: Evaluation;
  readonly model: LazyModel;
  readonly attacks: readonly AttackHandle[];
  readonly random: Random;
  readonly signal: AbortSignal | undefined;
  keep(picture: Picture): Promise<string>;
  progress(done: number): void;
}

/** The parts that an analysis asked for, and no others. */
async function givenTo(
  { definition }: Chosen<'analysis'>,
  { dataset, evaluation, model, attacks, random, signal, progress }: AnalysisContext,
): Promise<Given> {
  const needs = (...any: string[]): boolean => any.some((need) => definition.needs.includes(need));
  return {
    ...(needs('data') ? { dataset, examples: await evaluation.whole() } : {}),
    ...(needs('model', 'gradients', 'dense', 'features') ? { model: (await model.get()).model } : {}),
    ...(needs('attacks') ? { attacks } : {}),
    ...(needs('checkpoints') ? { checkpoints: (await model.get()).checkpoints() } : {}),
    random,
    progress,
    ...(signal ? { signal } : {}),
  } as unknown as Given;
}

/** A row as it is stored: pictures are kept as files, which take their place. */
async function storedRow(row: YieldedRow, keep: AnalysisContext['keep']): Promise<TableRow> {
  const cells: [string, Cell][] = [];
  for (const [name, cell] of Object.entries(row))
    cells.push([name, typeof cell === 'object' && cell ? { picture: await keep(cell) } : cell]);
  return Object.fromEntries(cells);
}

/** All rows of one analysis on one model. */
export async function analyse(analysis: Chosen<'analysis'>, context: AnalysisContext): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  const given = await givenTo(analysis, context);
  for await (const row of runAnalysis(analysis.definition, analysis.params, given))
    rows.push(await storedRow(row, context.keep));
  return rows;
}
