import { isFragilityError } from '@fragility/plugin';
import type { Trial } from '../plan/plan.js';
import type { FailedTrial } from '../store/result.js';
import type { Phase } from './events.js';

/** What is known of a trial that failed. */
export interface Failure {
  readonly trial: Trial;
  readonly started: Date;
  readonly seconds: number;
  readonly phase: Phase;
  readonly error: unknown;
}

/** A failed trial as it is stored: the message, the code where there is one, and the stack of what was thrown first. */
export function failedTrial({ trial, started, seconds, phase, error }: Failure): FailedTrial {
  const { message, stack, cause } = error instanceof Error ? error : new Error(String(error));
  const trace = cause instanceof Error ? cause.stack : stack;
  return {
    status: 'failed',
    id: trial.id,
    model: trial.model,
    seed: trial.seed,
    swept: trial.swept,
    started: started.toISOString(),
    seconds,
    phase,
    error: {
      message,
      ...(isFragilityError(error) ? { code: error.code, kind: error.kind } : {}),
      ...(trace === undefined ? {} : { stack: trace }),
    },
  };
}
