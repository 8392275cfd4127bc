import { choice, flag, integer, real } from '@fragility/plugin';
import { optional } from 'valibot';

export const METHODS = ['interval', 'crown', 'alpha-crown', 'complete'] as const;
export const NORMS = ['linf', 'l2', 'l1'] as const;

/** Parameters that all analyses by bounds have. */
export const boundParams = {
  method: optional(choice('which bounds prove; complete searches after the best of them', METHODS), 'alpha-crown'),
  box: optional(flag('whether the ball is cut with the range of the inputs'), true),
  steps: optional(integer('steps of alpha-crown', { min: 1 }), 20),
  seconds: optional(real('time for one example', { above: 0 }), 10),
  memory: optional(real('gigabytes that the bounds of one example may take', { above: 0 }), 4),
};
