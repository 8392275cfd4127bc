import type { Picture } from '@fragility/analysis';
import type { PartKeys } from '../plan/keys.js';
import type { Plan, Trial } from '../plan/plan.js';
import type { Clock } from '../ports/clock.js';
import type { DatasetProvider } from '../ports/dataset-provider.js';
import type { ResultStore } from '../ports/result-store.js';
import type { At, Counted } from '../execute/events.js';
import type { TrialProgress } from './progress.js';
import type { Seeds } from './seeds.js';

/** What a trial needs of the run around it. */
export interface TrialContext {
  readonly plan: Plan;
  readonly keys: PartKeys;
  readonly clock: Clock;
  readonly datasets: DatasetProvider;
  /** Where finished parts are kept. */
  readonly parts: ResultStore;
  /** Names the files of this process among those of others that keep parts in the same place. */
  readonly writer: string;
  readonly signal: AbortSignal | undefined;
  /** Told what is odd about the trial. */
  warn(message: string): void;
  /** Told before an attack goes on from what is known of it. */
  resumed(attack: string, known: number, examples: number): void;
  /** Keeps a picture and returns its path among the results. */
  keep(picture: Picture): Promise<string>;
  progress(at: At, message: string, counted?: Counted): void;
}

/** A trial at work: what its steps share. */
export interface Working extends Omit<TrialContext, 'progress'> {
  readonly trial: Trial;
  readonly seeds: Seeds;
  readonly progress: TrialProgress;
}
