import type { MessagePort } from 'node:worker_threads';
import type { TrialObserver } from '../../ports/executor.js';
import type { SentUnit } from './sent.js';

/** Why a unit cannot be done here: a plugin is missing, or files are others than those of the run. */
export interface Unfit {
  readonly status: 'unfit';
  readonly message: string;
}

/** What a thread is told to do. */
export interface Task extends SentUnit {
  /** Threads that its runtime may use. */
  readonly threads: number;
  /** What comes of it goes out here; a message that comes in stops the work. */
  readonly port: MessagePort;
}

/** Something that is told of a trial, as it is sent. */
export type ThreadMessage = {
  [K in 'warn' | 'resumed' | 'progress']: { readonly kind: K; readonly of: Parameters<TrialObserver[K]> };
}['warn' | 'resumed' | 'progress'];

/** Tells what another thread has told. */
export function tell(observer: TrialObserver, told: ThreadMessage): void {
  if (told.kind === 'warn') observer.warn(...told.of);
  else if (told.kind === 'resumed') observer.resumed(...told.of);
  else observer.progress(...told.of);
}

/** Progress within a step is told so often, in milliseconds: to send and receive takes longer than a step of a small network. */
const MS_BETWEEN = 50;

/** Tells progress through `send`: where a step starts or ends at once, and in between from time to time. */
export function sparing(
  send: TrialObserver['progress'],
  now = (): number => performance.now(),
): TrialObserver['progress'] {
  let last = { step: '', at: -Infinity };
  return (where, ...told) => {
    const step = `${where.phase}/${where.name ?? ''}`;
    if (step === last.step && where.share < 1 && now() - last.at < MS_BETWEEN) return;
    last = { step, at: now() };
    send(where, ...told);
  };
}
