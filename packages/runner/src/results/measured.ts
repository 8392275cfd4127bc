import type { Cell, Measured, Measurement, TableRow, Where } from '@fragility/analysis';
import type { Plan } from '../plan/plan.js';
import { MEASURED } from '../plan/reads.js';
import type { DoneTrial } from '../store/result.js';
import { sweptRows, sweptTrials } from './tables.js';

/** Columns that name the example of a row, the first that there is. */
const EXAMPLE = ['example', 'id', 'i'];

const numberOf = (cell: unknown): number =>
  typeof cell === 'number' ? cell : typeof cell === 'boolean' ? Number(cell) : NaN;

const exampleOf = (row: TableRow): string | null => {
  const cell: Cell | undefined = EXAMPLE.map((name) => row[name]).find((one) => typeof one === 'string');
  return typeof cell === 'string' ? cell : null;
};

/** Whether a row holds what it is chosen by; nothing that is inherited counts. */
const isChosen = (row: object, model: string, where: Where): boolean =>
  Object.entries(where).every(([name, wanted]) => {
    const own = Object.hasOwn(row, name) ? (row as Readonly<Record<string, unknown>>)[name] : undefined;
    return ([] as unknown[]).concat(wanted).includes(name === 'model' ? model : own);
  });

function fromRows(
  trials: readonly DoneTrial[],
  paths: readonly string[],
  analysis: string,
  column: string,
  where: Where,
): Measurement[] {
  const sweptOf = new Map(sweptTrials(trials, paths).map(({ trial, swept }) => [trial, swept]));
  return sweptRows(trials, paths, analysis).flatMap((row) => {
    const { trial, model, seed } = row;
    const value = numberOf(row[column]);
    const draw = `${seed}/${numberOf(row['draw']) || 0}`;
    return Number.isFinite(value) && isChosen(row, model, where)
      ? [{ trial, model, seed, swept: sweptOf.get(trial)!, example: exampleOf(row), draw, value }]
      : [];
  });
}

async function fromRecords(
  trials: readonly DoneTrial[],
  paths: readonly string[],
  attack: string,
  column: (typeof MEASURED)[number],
  where: Where,
): Promise<Measurement[]> {
  const found: Measurement[] = [];
  for (const { trial, model, seed, swept, attacks } of sweptTrials(trials, paths))
    for (const { name, records } of attacks)
      if (name === attack)
        for await (const record of records()) {
          const value = numberOf(record[column]);
          const counts = record.outcome !== 'failed' && !record.skipped && isChosen(record, model, where);
          if (Number.isFinite(value) && counts)
            found.push({ trial, model, seed, swept, example: record.id, draw: `${seed}/0`, value });
        }
  return found;
}

/** Reads the columns that summaries ask for, each once for one choice of rows. */
export function measuredIn(
  { settings: { analyses, attacks }, sweptPaths }: Plan,
  trials: readonly DoneTrial[],
): Measured {
  const known = new Map<string, Promise<readonly Measurement[]>>();
  const read = async (reference: string, where: Where): Promise<readonly Measurement[]> => {
    for (const column of MEASURED) {
      const attack = attacks.find(({ name }) => `${name}.${column}` === reference);
      if (attack) return fromRecords(trials, sweptPaths, attack.name, column, where);
    }
    const at = reference.lastIndexOf('.');
    const analysis = analyses.find(({ name }) => name === reference.slice(0, at));
    return analysis ? fromRows(trials, sweptPaths, analysis.name, reference.slice(at + 1), where) : [];
  };
  return (reference, where = {}) => {
    const asked = JSON.stringify([reference, where]);
    if (!known.has(asked)) known.set(asked, read(reference, where));
    return known.get(asked)!;
  };
}
