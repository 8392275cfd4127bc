import { isMeasured } from '@fragility/analysis';
import { ABORTED, type AttackRecord } from '@fragility/attack';
import type { ResultIdentity } from '@fragility/engine';
import { canonical } from '../plan/identity.js';
import type { ResultStore } from '../ports/result-store.js';

/** What records are of: a trial, the engine it runs on, and how its model answers the clean examples. */
export interface Attacked {
  readonly trial: string;
  readonly runtime: ResultIdentity;
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

const fileOf = (trial: string): string => `trials/${trial}.partial.jsonl`;

/** Forgets the partial records of a trial. */
export const removePartial = (store: ResultStore, trial: string): Promise<void> => store.remove(fileOf(trial));

/** A record as it was before JSON made null of what is not finite. */
function decoded(record: AttackRecord): AttackRecord {
  const unknown = isMeasured(record) ? Infinity : NaN;
  const margin = (record.margin as number | null) ?? (record.success ? -Infinity : unknown);
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

type Known = ReadonlyMap<string, ReadonlyMap<string, readonly AttackRecord[]>>;

/** The records of an earlier run, by attack and example. */
function knownFrom(lines: readonly Line[]): Known {
  const known = new Map<string, Map<string, readonly AttackRecord[]>>();
  for (const { attack, records } of lines) {
    const own = known.get(attack) ?? new Map<string, readonly AttackRecord[]>();
    known.set(attack, own.set(records[0]!.id, records.map(decoded)));
  }
  return known;
}

/** The lines of an earlier run that are whole and of the same thing; the file is left with these alone, or goes away. */
async function readLines(store: ResultStore, of: Attacked): Promise<Line[]> {
  const file = fileOf(of.trial);
  const text = new TextDecoder().decode(await store.read(file));
  const [first, ...rest] = text.split('\n').slice(0, -1).map(parsed);
  const lines = isSame(first, of) ? rest.filter(isLine) : [];
  const written = [of, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
  if (lines.length === 0) await store.remove(file);
  else if (written !== text) await store.write(file, written);
  return lines;
}

/** Appends text from time to time; the first failure is told, and ends it. */
function appender(
  append: (text: string) => void,
  fail: (error: Error) => void,
): { add(text: string): void; flush(): void } {
  let waiting = '';
  let broken = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting === '' || broken) return;
    try {
      append(waiting);
    } catch (error) {
      broken = true;
      fail(error as Error);
    }
    waiting = '';
  };
  return {
    add: (text) => {
      waiting += text;
      timer ??= setTimeout(flush, MS_BETWEEN_WRITES).unref();
    },
    flush,
  };
}

/**
 * Opens the partial records of a trial, `trials/ID.partial.jsonl`: a first line that says what they are of, then a line for each example that
 * an attack has finished. A line that a kill has torn is left out, and so is a file that is of something else.
 *
 * @param warn told why records cannot be kept, once; the trial goes on
 */
export async function openPartial(
  store: ResultStore,
  of: Attacked,
  warn: (message: string) => void,
): Promise<PartialRecords> {
  const lines = await readLines(store, of);
  const known = knownFrom(lines);
  let header = lines.length === 0 ? `${JSON.stringify(of)}\n` : '';
  const { add, flush } = appender(
    (text) => store.append(fileOf(of.trial), text),
    ({ message }) => warn(`records of unfinished attacks are not kept: ${message}`),
  );
  return {
    known: (attack) => known.get(attack) ?? new Map(),
    keep: (attack, records) => {
      if (records.some(({ code }) => code === ABORTED)) return;
      add(`${header}${JSON.stringify({ attack, records })}\n`);
      header = '';
    },
    close: flush,
  };
}
