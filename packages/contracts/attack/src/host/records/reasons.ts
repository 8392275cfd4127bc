import type { FragilityError } from '@fragility/numerics';
import { ABORTED } from '../../record.js';

/** Why a point, or an example, does not count: a sentence, and a stable code. */
export interface Refusal {
  readonly reason: string;
  readonly code: string;
}

/** Reasons that the host gives where an attack that failed gives none. */
export const IDLE: Refusal = { reason: 'the attack asked about no point', code: 'attack/idle' };
export const CONSTANT: Refusal = {
  reason: 'every point asked about has the same logits as the input',
  code: 'attack/constant',
};
export const ZERO_GRADIENT: Refusal = {
  reason: 'the gradient is zero: the attack sees no direction to move in',
  code: 'attack/zero-gradient',
};
export const UNSURE: Refusal = {
  reason: 'fooled only within the rounding noise of the model',
  code: 'attack/noise',
};
export const SKIPPED: Refusal = { reason: 'misclassified before the attack', code: 'attack/skipped' };
export const CUT_SHORT: Refusal = { reason: 'aborted', code: ABORTED };
export const outOfTime = (seconds: number): Refusal => ({
  reason: `not finished within the time limit of ${seconds} s`,
  code: 'attack/time-limit',
});

/** The warning of a model that is not the same function twice. */
export const RANDOMISED = 'the model returns other logits at one point, by more than rounding: is it randomised?';

/** Codes of outputs and points that are no numbers, and of what the model threw: the example fails, and no other with it. */
export const NOT_A_NUMBER = 'attack/nan';
export const MODEL_THREW = 'attack/model';

/** Whether an error, or a reason, is of one example alone. */
export const isOfExample = (code: string | undefined): boolean => code === NOT_A_NUMBER || code === MODEL_THREW;

/** An error of one example as its reason. */
export const refusalOf = ({ message, code }: FragilityError): Refusal => ({ reason: message, code });
