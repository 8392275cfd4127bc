import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from './error.js';

/** What was asked of a server so far, kept on disk: answers by the content of the input, and the number of queries sent. */
export interface Ledger {
  answer(key: string): readonly number[] | undefined;
  keep(key: string, answer: readonly number[]): void;
  /** Counts queries before they are sent. @throws FragilityError `http/budget` when they would exceed the budget. */
  spend(queries: number, budget: number | undefined): void;
  spent(): number;
}

/** Name of an input by its content. */
export const keyOf = (x: Float64Array): string =>
  createHash('sha256')
    .update(new Uint8Array(x.buffer, x.byteOffset, x.byteLength))
    .digest('hex')
    .slice(0, 32);

const open = new Map<string, Ledger>();

/**
 * The ledger of one server in a folder: one line for each answer and each request, appended and never rewritten. A line that a crash cut
 * short is ignored. Models of one process share it.
 */
export function ledgerIn(folder: string, identity: string): Ledger {
  const file = join(folder, `${createHash('sha256').update(identity).digest('hex').slice(0, 16)}.jsonl`);
  const known = open.get(file);
  if (known) return known;
  const answers = new Map<string, readonly number[]>();
  let total = 0;
  const read = (line: string): void => {
    try {
      const entry = JSON.parse(line) as { key?: string; answer?: number[]; spent?: number };
      if (entry.key !== undefined && entry.answer) answers.set(entry.key, entry.answer);
      total += entry.spent ?? 0;
    } catch {
      return;
    }
  };
  const write = (entry: object): void => {
    try {
      appendFileSync(file, `${JSON.stringify(entry)}\n`);
    } catch (cause) {
      fail(
        'model-http/cache',
        `${file} cannot be written, which counts queries; give a folder that can be: cache`,
        cause,
      );
    }
  };
  try {
    mkdirSync(folder, { recursive: true });
    appendFileSync(file, '\n');
    for (const line of readFileSync(file, 'utf8').split('\n')) if (line !== '') read(line);
  } catch (cause) {
    fail('model-http/cache', `${file} cannot be read and written; give a folder that can be: cache`, cause);
  }
  const ledger: Ledger = {
    answer: (key) => answers.get(key),
    keep: (key, answer) => {
      write({ key, answer });
      answers.set(key, answer);
    },
    spend: (queries, budget) => {
      if (budget !== undefined && total + queries > budget)
        fail(
          'http/budget',
          `${total} queries of ${budget} are spent and ${queries} more are needed; raise 'budget' or evaluate fewer examples`,
        );
      write({ spent: queries });
      total += queries;
    },
    spent: () => total,
  };
  open.set(file, ledger);
  return ledger;
}
