import type { MessagePort } from 'node:worker_threads';
import type { PartKeys } from '../../plan/keys.js';
import type { Unit } from '../../work/units.js';
import type { RemoteRun, TrialObserver } from '../../ports/executor.js';

/** Why a unit cannot be done here: a plugin is missing, or files are others than those of the run. */
export interface Unfit {
  readonly status: 'unfit';
  readonly message: string;
}

/** What a thread is told to do. */
export interface Task {
  readonly run: RemoteRun & { readonly parts: string };
  /** Threads that its runtime may use. */
  readonly threads: number;
  /** Id of the trial. */
  readonly trial: string;
  readonly does: Unit['does'];
  readonly keys: PartKeys;
  /** Whether to make sure first that the keys are those of the files here, as on another machine. */
  readonly checked?: boolean;
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
