import { shortNames, type Cell, type Column, type SweptRow, type SweptTrial, type TableRow } from '@fragility/analysis';
import type { TypedColumn } from '@fragility/report';
import type { DoneTrial, StoredRecord } from '../store/result.js';

/** A swept value as a table cell: lists and maps as JSON. */
export const cell = (value: unknown): Cell =>
  value === undefined || value === null
    ? null
    : typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean'
      ? value
      : JSON.stringify(value);

/** A trial and what its attacks found. */
type Attacked = Pick<DoneTrial, 'id' | 'model' | 'seed' | 'swept' | 'attacks'>;

const sweptCells = ({ swept }: Pick<DoneTrial, 'swept'>, names: ReadonlyMap<string, string>): Record<string, Cell> =>
  Object.fromEntries([...names].map(([path, name]) => [name, cell(swept[path])]));

/** Columns of a record, and what they hold. */
const RECORD = {
  attack: 'string',
  norm: 'string',
  budget: 'number',
  id: 'string',
  label: 'integer',
  target: 'integer',
  outcome: 'string',
  success: 'boolean',
  skipped: 'boolean',
  distance: 'number',
  class: 'integer',
  margin: 'number',
  noise: 'number',
  forwards: 'integer',
  backwards: 'integer',
  exact: 'boolean',
  tolerance: 'number',
  reason: 'string',
  code: 'string',
  by: 'string',
  warnings: 'string',
} as const satisfies Partial<Record<keyof StoredRecord, Column['type']>>;
const RECORD_COLUMNS = Object.keys(RECORD) as readonly (keyof typeof RECORD)[];

const HEAD: readonly TypedColumn[] = [
  { name: 'trial', type: 'string' },
  { name: 'model', type: 'string' },
  { name: 'seed', type: 'integer' },
];
const HEAD_NAMES = HEAD.map(({ name }) => name);

/** A table whose rows are read from where they are kept each time that they are asked for: the cells of each in the order of the columns. */
export interface StreamedTable {
  readonly columns: readonly TypedColumn[];
  rows(): Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>;
}

/** What all values of a swept path are; texts where they differ in kind. */
function sweptType(trials: readonly Pick<DoneTrial, 'swept'>[], path: string): Column['type'] {
  const values = trials.flatMap(({ swept }) => swept[path] ?? []);
  if (values.every((value) => Number.isSafeInteger(value))) return 'integer';
  if (values.every((value) => typeof value === 'number')) return 'number';
  return values.every((value) => typeof value === 'boolean') ? 'boolean' : 'string';
}

const sweptColumns = (trials: readonly Pick<DoneTrial, 'swept'>[], names: ReadonlyMap<string, string>): TypedColumn[] =>
  [...names].map(([path, name]) => ({ name, type: sweptType(trials, path) }));

/** Every record of every trial, one row each. */
export function attackTable(trials: readonly Attacked[], paths: readonly string[]): StreamedTable {
  const names = shortNames(paths, [...HEAD_NAMES, ...RECORD_COLUMNS]);
  const own = Object.entries(RECORD).map(([name, type]) => ({ name, type }));
  return {
    columns: [...HEAD, ...sweptColumns(trials, names), ...own],
    async *rows() {
      for (const trial of trials) {
        const head = [trial.id, trial.model, trial.seed, ...[...names.keys()].map((path) => cell(trial.swept[path]))];
        for (const { records } of trial.attacks)
          for await (const record of records()) yield [...head, ...RECORD_COLUMNS.map((name) => cell(record[name]))];
      }
    },
  };
}

/** What a function returns the first time, whenever it is called. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** All rows that an analysis yielded, each with its trial, model, seed and swept values; a column of the analysis wins over one of those. */
export function analysisTable(
  trials: readonly DoneTrial[],
  paths: readonly string[],
  name: string,
  own: Readonly<Record<string, Column>>,
): StreamedTable {
  const names = shortNames(paths, HEAD_NAMES);
  const columns = [...HEAD, ...sweptColumns(trials, names)].filter((column) => !Object.hasOwn(own, column.name));
  const order = [...new Set([...HEAD_NAMES, ...names.values(), ...Object.keys(own)])];
  const typed = new Map(
    [...columns, ...Object.entries(own).map(([of, { type }]) => ({ name: of, type }))].map((one) => [one.name, one]),
  );
  return {
    columns: order.map((of) => typed.get(of)!),
    rows: once(() =>
      rowsOf(trials, name, (trial) => sweptCells(trial, names)).map((row) => order.map((of) => row[of] ?? null)),
    ),
  };
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
    return (trial.analyses.find((analysis) => analysis.name === name)?.rows ?? []).map((row) =>
      // Twenty times as fast as to spread them, as names of swept paths make heads that the engine cannot predict.
      Object.assign({}, head, row),
    );
  });
