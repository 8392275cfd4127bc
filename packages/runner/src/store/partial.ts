import { appendFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ABORTED, type AttackRecord } from '@fragility/attack';
import { writeAtomically } from '@fragility/report';
import { canonical } from '../plan/identity.js';

/** What records are of: a trial, the engine it runs on, and how its model answers the clean examples. */
export interface Attacked {
  readonly trial: string;
  readonly engine: string;
  readonly examples: number;
  readonly accuracy: number;
  /** Mean margin, which a model that was trained anew, and came out otherwise, does not share. */
  readonly margin: number;
}

/** Records of a trial whose attacks are not finished. */
export interface PartialRecords {
  /** Those of an earlier run, by example. */
  known(attack: string): ReadonlyMap<string, readonly AttackRecord[]>;
  /** Keeps the records of one example, unless an abort cut them short. */
  keep(attack: string, records: readonly AttackRecord[]): void;
  /** Writes what is still to be written. */
  close(): void;
}

/** Finished examples wait no longer than this to be written: a kill costs as much, and no write is waited for. */
const MS_BETWEEN_WRITES = 200;
/** Relative difference of mean margins that different numbers of threads may make. */
const ROUNDING = 1e-6;

const fileOf = (folder: string, trial: string): string => join(folder, 'trials', `${trial}.partial.jsonl`);

/** Forgets the partial records of a trial. */
export const removePartial = (folder: string, trial: string): Promise<void> =>
  rm(fileOf(folder, trial), { force: true });

/** A record as it was before JSON made null of what is not finite. */
function decoded(record: AttackRecord): AttackRecord {
  const margin = (record.margin as number | null) ?? (record.success ? -Infinity : Infinity);
  return { ...record, distance: (record.distance as number | null) ?? Infinity, margin };
}

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

const isSame = (header: unknown, { margin, ...exact }: Attacked): boolean => {
  const { margin: before, ...others } = (header ?? {}) as Attacked;
  return canonical(others) === canonical(exact) && Math.abs(before - margin) <= ROUNDING * Math.abs(margin);
};

type Line = { readonly attack: string; readonly records: readonly AttackRecord[] };

const isLine = (value: unknown): value is Line => {
  const { attack, records } = (value ?? {}) as Partial<Line>;
  return (
    typeof attack === 'string' &&
    Array.isArray(records) &&
    typeof (records[0] as AttackRecord | undefined)?.id === 'string'
  );
};

/**
 * Opens the partial records of a trial, `trials/ID.partial.jsonl`: a first line that says what they are of, then a line for each example that
 * an attack has finished. A line that a kill has torn is left out, and so is a file that is of something else.
 *
 * @param warn told why records cannot be kept, once; the trial goes on
 */
export async function openPartial(
  folder: string,
  of: Attacked,
  warn: (message: string) => void,
): Promise<PartialRecords> {
  const file = fileOf(folder, of.trial);
  const header = JSON.stringify(of);
  const text = await readFile(file, 'utf8').catch(() => '');
  const [first, ...rest] = text.split('\n').slice(0, -1).map(parsed);
  const lines = isSame(first, of) ? rest.filter(isLine) : [];
  const written = [header, ...lines.map((line) => JSON.stringify(line))].map((line) => `${line}\n`).join('');
  if (lines.length === 0) await removePartial(folder, of.trial);
  else if (written !== text) await writeAtomically(file, written);

  const known = new Map<string, Map<string, readonly AttackRecord[]>>();
  for (const { attack, records } of lines) {
    const own = known.get(attack) ?? new Map<string, readonly AttackRecord[]>();
    known.set(attack, own.set(records[0]!.id, records.map(decoded)));
  }

  let waiting = lines.length === 0 ? `${header}\n` : '';
  let fresh = 0;
  let broken = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (fresh === 0 || broken) return;
    try {
      appendFileSync(file, waiting);
    } catch (error) {
      broken = true;
      warn(`records of unfinished attacks are not kept: ${(error as Error).message}`);
    }
    [waiting, fresh] = ['', 0];
  };
  return {
    known: (attack) => known.get(attack) ?? new Map(),
    keep: (attack, records) => {
      if (records.some(({ reason }) => reason === ABORTED)) return;
      waiting += `${JSON.stringify({ attack, records })}\n`;
      fresh++;
      timer ??= setTimeout(write, MS_BETWEEN_WRITES).unref();
    },
    close: write,
  };
}
