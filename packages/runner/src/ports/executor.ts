import type { Phase } from '../execute/events.js';
import type { PartKeys } from '../plan/keys.js';
import type { Trial } from '../plan/plan.js';
import type { TrialResult } from '../store/result.js';

/** Is told how a trial goes, wherever it runs. */
export interface TrialObserver {
  warn(message: string): void;
  /** Before an attack goes on from what is known of it, `share` of the trial. */
  resumed(attack: string, known: number, examples: number, share: number): void;
  /** `done` is the share of the trial. */
  progress(phase: Phase, done: number, message: string): void;
  /** What a trial failed of, as it was thrown. */
  failed(error: unknown): void;
}

/** What another thread needs to run trials of the same plan: data that can be sent. */
export interface RemoteRun {
  readonly file: string;
  readonly folder: string;
  /** The config as it was written. */
  readonly written: unknown;
  /** Folder of the parts; undefined where they are not in one. */
  readonly parts: string | undefined;
  /** Starts the names of the files that it adds to. */
  readonly writer: string;
}

/** How trials are run, here or elsewhere. */
export interface TrialWork {
  readonly signal: AbortSignal | undefined;
  readonly remote: RemoteRun;
  keys(trial: Trial): PartKeys;
  /** Runs a trial here, keeps what it finds, and returns that, or why it failed; undefined where an abort leaves it to another run. */
  perform(trial: Trial): Promise<TrialResult | undefined>;
  /** The same for a trial that runs elsewhere: tells how it goes, and of what `run` rejects with. */
  follow(
    trial: Trial,
    run: (observer: TrialObserver) => Promise<TrialResult | undefined>,
  ): Promise<TrialResult | undefined>;
}

/** Where trials run. A trial gives the same results wherever it runs, and however often. */
export interface Executor {
  /** Has trials run, in any order, and yields what each left behind once it is stored; stops early when the signal is aborted. */
  execute(trials: readonly Trial[], work: TrialWork): AsyncIterable<TrialResult>;
}
