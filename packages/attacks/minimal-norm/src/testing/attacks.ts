import type { AnyAttack } from '@fragility/attack';
import type { Norm } from '@fragility/numerics';
import { ddn, deepfool, fab, fabT, fmn, superDeepfool } from '../index.js';

/** An attack with the parameters at which it has to reach the exact optimum of linear models. */
export interface Case {
  readonly attack: AnyAttack;
  readonly params: object;
  /** Share by which its answers exceed the optimum as prescribed. */
  readonly overshoot?: number;
  /** Parameters that make the conformance checks, which do not ask for more than two classes, quick. */
  readonly quick?: object;
}

export const CASES: readonly Case[] = [
  { attack: ddn, params: { targets: 1 } },
  { attack: deepfool, params: {}, overshoot: 0.02 },
  { attack: superDeepfool, params: {} },
  { attack: fmn, params: { targets: 1 } },
  { attack: fab, params: { steps: 10 }, quick: { steps: 20 } },
  { attack: fabT, params: { steps: 10 }, quick: { steps: 20, targets: 2 } },
];

/** The cases as rows of `it.each`, one per norm. */
export const EACH = CASES.flatMap(({ attack, params, overshoot = 0 }) =>
  (attack.norms as readonly Norm[]).map((norm) => [attack.name, norm, { attack, params, overshoot }] as const),
);
