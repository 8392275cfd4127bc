import type { AnyAttack } from '@fragility/attack';
import { ddn, deepfool } from '../index.js';

/** An attack with the parameters at which it has to reach the exact optimum of linear models. */
export interface Case {
  readonly attack: AnyAttack;
  readonly params: object;
  /** Share by which its answers exceed the optimum as prescribed. */
  readonly overshoot: number;
}

export const CASES: readonly Case[] = [
  { attack: ddn, params: { targets: 1 }, overshoot: 0 },
  { attack: deepfool, params: {}, overshoot: 0.02 },
];

/** The cases as rows of `it.each`, one per norm. */
export const EACH = CASES.flatMap(({ attack, ...rest }) =>
  (attack.norms as readonly ('linf' | 'l2' | 'l1')[]).map((norm) => [attack.name, norm, { attack, ...rest }] as const),
);
