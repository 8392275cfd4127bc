import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFragilityError } from '@fragility/plugin';
import { fail } from './error.js';
import { lock } from './lock.js';

/** What was asked of a server so far, kept on disk: outputs by the content of the input, and the number of queries sent. */
export interface Ledger {
  answer(key: string): readonly number[] | undefined;
  keep(key: string, answer: readonly number[]): void;
  /** Counts queries before they are sent. @throws FragilityError `http/budget` when they would exceed the budget. */
  spend(queries: number, budget: number | undefined): void;
  /** Lets go of the file, once all that opened it have. */
  close(): void;
}

const digest = (text: string | Uint8Array, ...more: readonly Uint8Array[]): string => {
  const hash = createHash('sha256').update(text);
  for (const one of more) hash.update(one);
  return hash.digest('hex');
};

/** Name of an input by what is asked and the input's content. */
export const keyOf = (identity: string, x: Float64Array): string =>
  digest(`${identity}\0`, new Uint8Array(x.buffer, x.byteOffset, x.byteLength)).slice(0, 32);

interface Shared {
  readonly ledger: Ledger;
  readonly release: () => void;
  users: number;
}

const shared = new Map<string, Shared>();
let watching = false;

/** Lets go of every file when the process ends, however it does. */
function releaseAtExit(): void {
  if (!watching) process.once('exit', () => shared.forEach(({ release }) => release()));
  watching = true;
}

/** Results and the number of queries in the lines of a ledger. A line that a crash cut short is ignored. */
function read(text: string): { answers: Map<string, readonly number[]>; spent: number } {
  const answers = new Map<string, readonly number[]>();
  let spent = 0;
  for (const line of text.split('\n')) {
    try {
      const entry = JSON.parse(line) as { key?: string; answer?: number[]; spent?: number };
      if (entry.key !== undefined && entry.answer) answers.set(entry.key, entry.answer);
      spent += entry.spent ?? 0;
    } catch {
      continue;
    }
  }
  return { answers, spent };
}

/** The ledger of a file that nobody else uses. */
function opened(file: string, close: () => void): Ledger {
  appendFileSync(file, '\n');
  const { answers, spent } = read(readFileSync(file, 'utf8'));
  let total = spent;
  const write = (entry: object): void => {
    try {
      appendFileSync(file, `${JSON.stringify(entry)}\n`);
    } catch (cause) {
      fail(
        'model-http/cache',
        { file, given: `${file} cannot be written, which counts queries`, remedy: 'give a folder that can be: cache' },
        cause,
      );
    }
  };
  return {
    answer: (key) => answers.get(key),
    keep: (key, answer) => {
      write({ key, answer });
      answers.set(key, answer);
    },
    spend: (queries, budget) => {
      if (budget !== undefined && total + queries > budget)
        fail('http/budget', {
          given: `${total} queries of ${budget} are spent and ${queries} more are needed`,
          remedy: `raise 'budget' or evaluate fewer examples`,
        });
      write({ spent: queries });
      total += queries;
    },
    close,
  };
}

/**
 * The ledger of one url in a folder: one line for each output and each request, appended and never rewritten. Models of one process share
 * it; other processes are refused until all of them are closed, so that the budget holds.
 *
 * @throws FragilityError `model-http/busy`, `model-http/cache`.
 */
export function ledgerIn(folder: string, url: string): Ledger {
  const file = join(folder, `${digest(url).slice(0, 16)}.jsonl`);
  const known = shared.get(file);
  if (known) {
    known.users++;
    return known.ledger;
  }
  const close = (): void => {
    const mine = shared.get(file);
    if (!mine || --mine.users > 0) return;
    mine.release();
    shared.delete(file);
  };
  let release: (() => void) | undefined;
  try {
    mkdirSync(folder, { recursive: true });
    release = lock(file);
    const ledger = opened(file, close);
    shared.set(file, { ledger, release, users: 1 });
    releaseAtExit();
    return ledger;
  } catch (cause) {
    release?.();
    if (isFragilityError(cause)) throw cause;
    return fail(
      'model-http/cache',
      { file, given: `${file} cannot be read and written`, remedy: 'give a folder that can be: cache' },
      cause,
    );
  }
}
