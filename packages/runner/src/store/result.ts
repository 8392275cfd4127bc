import type { AttackAsked, FoundRecord, TableRow } from '@fragility/analysis';
import type { Fact } from '@fragility/model';
import type { ErrorKind } from '@fragility/plugin';
import type { Phase } from '../execute/events.js';
import type { Found } from './records.js';

/** A record as it is stored. */
export type StoredRecord = FoundRecord;

interface Common {
  readonly id: string;
  readonly model: string;
  readonly seed: number;
  readonly swept: Readonly<Record<string, unknown>>;
  readonly started: string;
  readonly seconds: number;
}

/** What a trial that has run leaves behind beside what it keeps. */
export interface RanTrial {
  readonly status: 'done';
  readonly id: string;
  readonly seconds: number;
  /** Records that no line keeps, as another run is to find them anew: those of an example together, by attack. */
  readonly held: Readonly<Record<string, readonly (readonly Found[])[]>>;
}

/** What an attack found in a trial. */
export interface AttackFindings extends AttackAsked {
  /** One record per example and budget, read from where they are kept. @throws FragilityError `runner/lost`. */
  records(): AsyncIterable<StoredRecord>;
}

/** What a finished trial leaves behind. Numbers that are not finite are null. */
export interface DoneTrial extends Common {
  readonly status: 'done';
  /** What the model ran on, as far as it says. */
  readonly engine: string;
  readonly phases: Readonly<Partial<Record<Phase, number>>>;
  readonly facts: Readonly<Record<string, Fact>>;
  /** Shape of an input. */
  readonly shape: readonly number[];
  /** How many were measured. */
  readonly examples: number;
  /** Ids of examples that were to be evaluated and cannot be read, if any. */
  readonly unreadable?: readonly string[];
  /** Examples that the model has no logits for, if any: they are not measured. */
  readonly unanswered?: readonly { readonly id: string; readonly code: string; readonly reason: string }[];
  readonly cleanAccuracy: number;
  /** Whether the model's logits look like probabilities. */
  readonly probabilities?: true;
  /** In the order of the config. */
  readonly attacks: readonly AttackFindings[];
  readonly analyses: readonly { readonly name: string; readonly rows: readonly TableRow[] }[];
}

/** A trial that failed, and why. */
export interface FailedTrial extends Common {
  readonly status: 'failed';
  readonly phase: Phase;
  readonly error: {
    readonly message: string;
    readonly code?: string;
    readonly kind?: ErrorKind;
    readonly stack?: string;
  };
}

export type TrialResult = DoneTrial | FailedTrial;

/** How a trial has ended, here or elsewhere: data that can be sent. */
export type TrialEnd = RanTrial | FailedTrial;
