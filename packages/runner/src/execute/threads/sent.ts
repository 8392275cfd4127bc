import type { PartKeys } from '../../plan/keys.js';
import type { RemoteRun } from '../../ports/executor.js';
import type { Unit } from '../../work/units.js';

/** A unit as it is sent to a thread. */
export interface SentUnit {
  readonly run: RemoteRun & { readonly parts: string };
  /** Id of the trial. */
  readonly trial: string;
  readonly does: Unit['does'];
  readonly keys: PartKeys;
  /** Whether to make sure first that the keys are those of the files here, as on another machine. */
  readonly checked?: boolean;
}
