import type { AnyAttack } from '@fragility/attack';
import type { Norm } from '@fragility/numerics';
import { apgd, apgdT, bim, fgsm, miFgsm, pgd } from '../index.js';

/** An attack with parameters at which it has to solve linear models of two classes: never more steps than by default. */
export interface Case {
  readonly name: string;
  readonly attack: AnyAttack;
  readonly params: object;
}

export const CASES: readonly Case[] = [
  { name: 'fgsm', attack: fgsm, params: { loss: 'margin' } },
  { name: 'bim', attack: bim, params: {} },
  { name: 'mi-fgsm', attack: miFgsm, params: { step: 0.4 } },
  { name: 'pgd', attack: pgd, params: { steps: 25 } },
  { name: 'pgd by margin', attack: pgd, params: { steps: 25, loss: 'margin' } },
  { name: 'apgd', attack: apgd, params: { steps: 40 } },
  { name: 'apgd by dlr', attack: apgd, params: { loss: 'dlr' } },
  { name: 'apgd by probability margin', attack: apgd, params: { steps: 40, loss: 'probability-margin' } },
  { name: 'apgd-t', attack: apgdT, params: { steps: 40, targets: 2 } },
];

/** The cases as rows of `it.each`, one per norm. */
export const EACH = CASES.flatMap(({ name, attack, params }) =>
  (attack.norms as readonly Norm[]).map((norm) => [name, norm, { attack, params }] as const),
);

/** Attacks with the parameters at which they solve linear models of ten classes, by norm. */
export const EXACT = (
  [
    ['pgd', pgd, { loss: 'margin', targets: 9 }],
    ['apgd by dlr', apgd, { loss: 'dlr', targets: 9 }],
    ['apgd-t', apgdT, {}],
    ['apgd-t, nearest first', apgdT, { order: 'linearised' }],
  ] as const
).flatMap(([name, attack, params]) =>
  (['linf', 'l2', 'l1'] as const).map((norm) => [name, norm, { attack: attack as AnyAttack, params }] as const),
);
