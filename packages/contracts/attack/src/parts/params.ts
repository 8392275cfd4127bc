import { choice, integer, real } from '@fragility/plugin';
import { optional } from 'valibot';
import { LOSS_NAMES, SIMPLE_LOSS_NAMES } from './losses.js';

/** The `steps` parameter: gradient steps, of what if not of all. */
export const stepsParam = /* @__NO_SIDE_EFFECTS__ */ (usual: number, of = '') =>
  optional(integer(`gradient steps${of && ` ${of}`}`, { min: 1 }), usual);

/** The `step` parameter of attacks within a budget. */
export const stepParam = /* @__NO_SIDE_EFFECTS__ */ (usual: number) =>
  optional(real('step length as a fraction of the budget', { above: 0 }), usual);

/** The `restarts` parameter of attacks that start from the input first. */
export const restartsParam = /* @__PURE__ */ optional(
  /* @__PURE__ */ integer('number of starts; the first is the input, the others are random', { min: 1 }),
  1,
);

/** The `loss` parameter of attacks that take every loss. */
export const lossParam = /* @__PURE__ */ optional(
  /* @__PURE__ */ choice(
    'loss to ascend: cross-entropy, the margin of logits or of probabilities, or the difference of logits ratio',
    LOSS_NAMES,
  ),
  'cross-entropy',
);

/** The `loss` parameter of attacks that take the first two. */
export const simpleLossParam = /* @__NO_SIDE_EFFECTS__ */ (usual: (typeof SIMPLE_LOSS_NAMES)[number]) =>
  optional(
    choice('loss to ascend: cross-entropy, or the margin (best other logit minus the label’s)', SIMPLE_LOSS_NAMES),
    usual,
  );

/** The `targets` parameter of attacks by an untargeted loss. */
export const furtherParam = /* @__PURE__ */ optional(
  /* @__PURE__ */ integer('further starts, each aiming at one other class, largest logit first', { min: 0 }),
  0,
);

/** The `gradients` parameter of attacks with a budget of queries. */
export const gradientsParam = /* @__PURE__ */ optional(
  /* @__PURE__ */ integer('gradients per example, at most; a query without one counts half', { min: 1 }),
  1000,
);
