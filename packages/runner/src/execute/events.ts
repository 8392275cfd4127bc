import type { Trial } from '../plan/plan.js';

export type Phase = 'dataset' | 'model' | 'evaluation' | 'attacks' | 'analyses';

/** Where a trial is. */
export interface At {
  readonly phase: Phase;
  /** Name of the attack or analysis, in the config. */
  readonly name?: string;
  /** Share of this step that is done, 0…1. */
  readonly share: number;
}

/** How far an attack is on the examples of its trial, or of the slice of them that is attacked. */
export interface Counted {
  readonly attack: string;
  /** Examples that are finished, those of earlier runs among them. */
  readonly done: number;
  readonly of: number;
  /** Of how many of the examples finished now it is known whether they resist, and how many do, at the largest budget. */
  readonly judged: number;
  readonly robust: number;
}

/** What a run tells while it goes. */
export type RunEvent =
  | {
      readonly kind: 'start';
      readonly engine: string;
      readonly folder: string;
      readonly trials: number;
      readonly reused: number;
    }
  | { readonly kind: 'trial-started'; readonly trial: Trial; readonly index: number; readonly trials: number }
  | {
      readonly kind: 'progress';
      readonly trial: Trial;
      readonly phase: Phase;
      readonly message: string;
      /** The examples of an attack, while one goes on. */
      readonly counted?: Counted;
      /** Share of all the work that is done, 0…1, reused trials left out. */
      readonly done: number;
      /** Estimate of what is left, in seconds; null while there is nothing to go by. */
      readonly secondsLeft: number | null;
    }
  | {
      /** An attack goes on where an earlier run was stopped: so many of the examples are known. */
      readonly kind: 'attack-resumed';
      readonly trial: Trial;
      readonly attack: string;
      readonly known: number;
      readonly examples: number;
    }
  | {
      readonly kind: 'trial-done';
      readonly trial: Trial;
      readonly index: number;
      readonly trials: number;
      readonly seconds: number;
    }
  | {
      readonly kind: 'trial-failed';
      readonly trial: Trial;
      readonly index: number;
      readonly trials: number;
      readonly error: Error;
      readonly phase: Phase;
    }
  | { readonly kind: 'warning'; readonly message: string }
  | {
      /** What becomes of the work elsewhere. */
      readonly kind: 'elsewhere';
      readonly message: string;
    }
  | { readonly kind: 'summary'; readonly message: string };

export type Listener = (event: RunEvent) => void;
