import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isFragilityError } from '@fragility/plugin';
import { takeLock } from '@fragility/plugin/lock';
import { fail } from './error.js';

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
  readonly ledger: Promise<Ledger>;
  users: number;
}

const shared = new Map<string, Shared>();
/** How to let go of the files that this thread uses. */
const releases = new Map<string, () => void>();
let watching = false;

/** Lets go of every file when the process ends, however it does. */
function releaseAtExit(): void {
  if (!watching) process.once('exit', () => releases.forEach((release) => release()));
  watching = true;
}

/** Keeps others from a file while this thread uses it. */
async function keepFrom(file: string): Promise<void> {
  const path = `${file}.lock`;
  const taken = await takeLock(path);
  if (typeof taken === 'string')
    return fail('model-http/busy', {
      file,
      given: `${file} counts the queries of ${taken}, which still runs`,
      remedy: `wait for it, give another cache, or remove ${path} if there is no such run`,
    });
  releases.set(file, taken);
  releaseAtExit();
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

/** The ledger of a file that nobody else uses. An entry starts a line, so that one that was cut short spoils no other. */
function opened(file: string, close: () => void): Ledger {
  appendFileSync(file, '');
  const { answers, spent } = read(readFileSync(file, 'utf8'));
  let total = spent;
  const write = (entry: object): void => {
    try {
      appendFileSync(file, `\n${JSON.stringify(entry)}`);
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

async function openFile(folder: string, file: string, close: () => void): Promise<Ledger> {
  try {
    await mkdir(folder, { recursive: true });
    await keepFrom(file);
    return opened(file, close);
  } catch (cause) {
    forget(file);
    if (isFragilityError(cause)) throw cause;
    return fail(
      'model-http/cache',
      { file, given: `${file} cannot be read and written`, remedy: 'give a folder that can be: cache' },
      cause,
    );
  }
}

function forget(file: string): void {
  releases.get(file)?.();
  releases.delete(file);
  shared.delete(file);
}

/**
 * The ledger of one url in a folder: one line for each output and each request, appended and never rewritten. Models of one thread share
 * it; others are refused until all of them are closed, so that the budget holds.
 *
 * @throws FragilityError `model-http/busy`, `model-http/cache`.
 */
export function ledgerIn(folder: string, url: string): Promise<Ledger> {
  const file = join(folder, `${digest(url).slice(0, 16)}.jsonl`);
  const close = (): void => {
    const mine = shared.get(file);
    if (mine && --mine.users === 0) forget(file);
  };
  const known = shared.get(file) ?? { ledger: openFile(folder, file, close), users: 0 };
  shared.set(file, known);
  known.users++;
  return known.ledger;
}
