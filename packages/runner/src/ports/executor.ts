import type { At, Counted } from '../execute/events.js';
import type { PartKeys } from '../plan/keys.js';
import type { Trial } from '../plan/plan.js';
import type { TrialEnd } from '../store/result.js';
import type { Unit } from '../work/units.js';

/** Is told how a trial goes, wherever it runs. */
export interface TrialObserver {
  warn(message: string): void;
  /** Before an attack goes on from what is known of it. */
  resumed(attack: string, known: number, examples: number): void;
  progress(at: At, message: string, counted?: Counted): void;
  /** What a trial failed of, as it was thrown. */
  failed(error: unknown): void;
}

/** What another thread needs to run trials of the same plan: data that can be sent. */
export interface RemoteRun {
  readonly file: string;
  readonly folder: string;
  /** The config as it was written. */
  readonly written: unknown;
  /** Folder of the results; undefined where they are not in one. */
  readonly results: string | undefined;
  /** Folder of the parts; undefined where they are not in one. */
  readonly parts: string | undefined;
  /** Starts the names of the files that it adds to. */
  readonly writer: string;
}

/** How units are done, here or elsewhere. A unit that is a whole trial leaves its result behind; any other only where the trial fails of it. */
export interface TrialWork {
  readonly signal: AbortSignal | undefined;
  readonly remote: RemoteRun;
  keys(trial: Trial): PartKeys;
  /** Whether a trial has failed, so that nothing more of it need be done. */
  hasFailed(trial: Trial): boolean;
  /** Those of some trials that have ended, as the store says, and how; whoever has done them. */
  ended(trials: readonly Trial[]): AsyncIterable<readonly [Trial, TrialEnd]>;
  /** How much work some trials are, as units are weighed. */
  weight(trials: readonly Trial[]): Promise<number>;
  /** Tells the user what becomes of the work. */
  tell(message: string): void;
  /** Does a unit here and keeps what it finds; undefined where an abort leaves it to another run. */
  perform(unit: Unit): Promise<TrialEnd | undefined>;
  /** The same for a unit that is done elsewhere: tells how it goes, and of what `run` rejects with. */
  follow(unit: Unit, run: (observer: TrialObserver) => Promise<TrialEnd | undefined>): Promise<TrialEnd | undefined>;
}

/** Where units are done. A unit gives the same results wherever it is done, and however often. */
export interface Executor {
  /** How many units it does at a time; large trials are divided among so many. Default 1. */
  readonly places?: number;
  /** Has units done, each after those that it needs, and yields what trials left behind once it is stored; stops early when the signal is aborted. */
  execute(units: readonly Unit[], work: TrialWork): AsyncIterable<TrialEnd>;
}
