import type { Phase } from '../../execute/events.js';
import type { ResultStore } from '../../ports/result-store.js';
import { eachLine } from '../lines.js';
import { sealed } from '../sealed/sealed.js';

/** How long some work on a trial took, in seconds: all of it, and by phase. */
export interface Spent {
  readonly seconds: number;
  readonly phases: Readonly<Partial<Record<Phase, number>>>;
}

const isSpent = (value: unknown): value is Spent => {
  const { seconds, phases } = (value ?? {}) as Partial<Spent>;
  return (
    Number.isFinite(seconds) &&
    typeof phases === 'object' &&
    phases !== null &&
    Object.values(phases).every(Number.isFinite)
  );
};

/** Two times together; the second may count backwards. */
export function plus(a: Spent, b: Spent, sign = 1): Spent {
  const phases: Partial<Record<Phase, number>> = { ...a.phases };
  for (const [phase, seconds] of Object.entries(b.phases) as [Phase, number][])
    phases[phase] = (phases[phase] ?? 0) + sign * seconds;
  return { seconds: a.seconds + sign * b.seconds, phases };
}

const folderOf = (key: string): string => `slices/${key}/spent`;

/** Notes what a process has spent on a trial that it has not finished, beside what it has noted before. It is no loss where it cannot be kept. */
export function noteSpent(store: ResultStore, key: string, writer: string, spent: Spent): void {
  try {
    store.append(`${folderOf(key)}/${writer}.jsonl`, sealed({ id: writer, found: spent }));
  } catch {
    // What was found is kept the same way, which tells why it cannot be.
  }
}

/** What all processes have noted of a trial that is not finished. */
export async function notedSpent(store: ResultStore, key: string): Promise<Spent> {
  let all: Spent = { seconds: 0, phases: {} };
  await eachLine(
    store,
    folderOf(key),
    isSpent,
    () => undefined,
    (_, spent) => {
      all = plus(all, spent);
    },
  );
  return all;
}
