import { shortNames, type Cell, type SweptRow, type SweptTrial, type TableRow } from '@fragility/analysis';
import type { DoneTrial } from '../store/result.js';

/** A swept value as a table cell: lists and maps as JSON. */
const cell = (value: unknown): Cell =>
  value === undefined || value === null
    ? null
    : typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean'
      ? value
      : JSON.stringify(value);

/** A trial and what its attacks found. */
type Attacked = Pick<DoneTrial, 'id' | 'model' | 'seed' | 'swept' | 'attacks'>;

const sweptCells = ({ swept }: Pick<DoneTrial, 'swept'>, names: ReadonlyMap<string, string>): Record<string, Cell> =>
  Object.fromEntries([...names].map(([path, name]) => [name, cell(swept[path])]));

const RECORD_COLUMNS = [
  'attack',
  'norm',
  'budget',
  'id',
  'label',
  'target',
  'outcome',
  'success',
  'skipped',
  'distance',
  'class',
  'margin',
  'noise',
  'forwards',
  'backwards',
  'exact',
  'tolerance',
  'reason',
  'code',
  'by',
  'warnings',
] as const;

const HEAD = ['trial', 'model', 'seed'];

/** Every record of every trial, one row each, read from where they are kept. */
export function attackTable(
  trials: readonly Attacked[],
  paths: readonly string[],
): { readonly columns: readonly string[]; rows(): AsyncIterable<TableRow> } {
  const names = shortNames(paths, [...HEAD, ...RECORD_COLUMNS]);
  return {
    columns: [...HEAD, ...names.values(), ...RECORD_COLUMNS],
    async *rows() {
      for (const trial of trials) {
        const head = { trial: trial.id, model: trial.model, seed: trial.seed, ...sweptCells(trial, names) };
        for (const { records } of trial.attacks)
          for await (const record of records())
            yield { ...head, ...Object.fromEntries(RECORD_COLUMNS.map((column) => [column, cell(record[column])])) };
      }
    },
  };
}

/** All rows that an analysis yielded, each with its trial, model, seed and swept values; a column of the analysis wins over one of those. */
export function analysisTable(
  trials: readonly DoneTrial[],
  paths: readonly string[],
  name: string,
  own: readonly string[],
): { columns: string[]; rows: TableRow[] } {
  const names = shortNames(paths, HEAD);
  const rows = rowsOf(trials, name, (trial) => sweptCells(trial, names));
  return { columns: [...new Set([...HEAD, ...names.values(), ...own])], rows };
}

/** The same rows as the summary of an analysis receives them: swept values by their whole path. */
export function sweptRows(trials: readonly DoneTrial[], paths: readonly string[], name: string): SweptRow[] {
  const names = new Map(paths.map((path) => [path, path]));
  return rowsOf(trials, name, (trial) => sweptCells(trial, names)) as SweptRow[];
}

/** What the attacks of every trial found, as the summary of an analysis receives it. */
export function sweptTrials(trials: readonly DoneTrial[], paths: readonly string[]): SweptTrial[] {
  const names = new Map(paths.map((path) => [path, path]));
  return trials.map((trial) => ({
    trial: trial.id,
    model: trial.model,
    seed: trial.seed,
    swept: sweptCells(trial, names),
    probabilities: trial.probabilities ?? false,
    attacks: trial.attacks,
  }));
}

const rowsOf = (trials: readonly DoneTrial[], name: string, swept: (trial: DoneTrial) => TableRow): TableRow[] =>
  trials.flatMap((trial) => {
    const head = { trial: trial.id, model: trial.model, seed: trial.seed, ...swept(trial) };
    return (trial.analyses.find((analysis) => analysis.name === name)?.rows ?? []).map((row) => ({ ...head, ...row }));
  });
