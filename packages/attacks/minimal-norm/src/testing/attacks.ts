import type { AnyAttack } from '@fragility/attack';
import type { Norm } from '@fragility/numerics';
import { alma, basinHopping, cw, ddn, deepfool, fab, fabT, fmn, pdpgd, sigmaZero, superDeepfool } from '../index.js';

/** An attack with the parameters at which it has to reach the exact optimum of linear models: never more steps than by default. */
export interface Case {
  readonly attack: AnyAttack;
  readonly params: object;
  /** Share by which its answers exceed the optimum as prescribed. */
  readonly overshoot?: number;
  /** Parameters where two classes are enough, or any answer. */
  readonly quick?: object;
}

export const CASES: readonly Case[] = [
  { attack: ddn, params: {}, quick: { steps: 50 } },
  { attack: deepfool, params: {}, overshoot: 0.02 },
  { attack: superDeepfool, params: {} },
  { attack: fmn, params: {} },
  { attack: cw, params: { steps: 200 }, quick: { steps: 100 } },
  { attack: fab, params: { steps: 10 }, quick: { steps: 10 } },
  { attack: fabT, params: { steps: 10 }, quick: { steps: 10, targets: 2 } },
  { attack: alma, params: { steps: 400 }, quick: { steps: 500 } },
  { attack: pdpgd, params: { steps: 200 }, quick: { steps: 200 } },
  { attack: sigmaZero, params: { steps: 500 }, quick: { steps: 500 } },
  { attack: basinHopping, params: {}, quick: { gradients: 150 } },
];

/** The cases as rows of `it.each`, one per norm. */
export const EACH = CASES.flatMap(({ attack, params, overshoot = 0, quick = {} }) =>
  (attack.norms as readonly Norm[]).map((norm) => [attack.name, norm, { attack, params, overshoot, quick }] as const),
);
