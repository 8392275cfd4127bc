import type { Picture } from '@fragility/analysis';
import type { ResultIdentity } from '@fragility/engine';
import type { Phase } from '../execute/events.js';
import type { Plan, Trial } from '../plan/plan.js';
import type { Clock } from '../ports/clock.js';
import type { DatasetProvider } from '../ports/dataset-provider.js';
import type { PartialRecords } from '../store/partial.js';
import type { Clean } from './model/accuracy.js';
import type { TrialProgress } from './progress.js';
import type { Seeds } from './seeds.js';

/** What a trial needs of the run around it. */
export interface TrialContext {
  readonly plan: Plan;
  readonly runtime: ResultIdentity;
  readonly clock: Clock;
  readonly datasets: DatasetProvider;
  readonly signal: AbortSignal | undefined;
  /** Told what is odd about the trial, before its work starts. */
  warn(message: string): void;
  /** Opens what an earlier run has found of this trial's attacks. */
  partial(of: Clean): Promise<PartialRecords>;
  /** Told before an attack goes on from what is known of it, `share` of this trial. */
  resumed(attack: string, known: number, examples: number, share: number): void;
  /** Keeps a picture and returns its path among the results. */
  keep(picture: Picture): Promise<string>;
  /** `done` is the share of this trial. */
  progress(phase: Phase, done: number, message: string): void;
}

/** A trial at work: what its steps share. */
export interface Working extends Omit<TrialContext, 'progress'> {
  readonly trial: Trial;
  readonly seeds: Seeds;
  readonly progress: TrialProgress;
}
