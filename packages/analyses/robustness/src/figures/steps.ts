import { wilson } from '@fragility/numerics';
import type { Curve } from './curves.js';

/** Steps that a figure of 640 pixels can show. */
const STEPS = 300;

/** A step of a curve: from `x` on, so much is robust. */
export interface Step {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

/** The largest perturbation that a curve tells of; 0 where it tells of none. */
export function reachOf({ budgets, distances }: Curve): number {
  const finite = distances?.filter(Number.isFinite) ?? [];
  return Math.max(0, finite.at(-1) ?? 0, budgets.at(-1)?.budget ?? 0);
}

/** Of places that are closer together than a figure shows, the last. */
const thinned = <T extends { readonly x: number }>(all: readonly T[], reach: number): T[] => {
  const bin = ({ x }: T): number => Math.floor((STEPS * x) / reach);
  return all.filter((one, k) => k === 0 || k === all.length - 1 || bin(one) !== bin(all[k + 1]!));
};

const stepAt = (x: number, robust: number, examples: number, confidence: number): Step => {
  const [low, high] = wilson(robust, examples, confidence);
  return { x, y: robust / examples, low, high };
};

/**
 * Robust accuracy as a function of the budget, as exact steps with Wilson's interval at each.
 *
 *     robust(ε) = #{i correctly classified: δᵢ > ε} / n,   δᵢ the smallest perturbation found
 *
 * Of an attack within budgets, the steps are at the budgets: what is fooled there is fooled at every larger one, so between them the line is what
 * the attack has proven.
 *
 * @param reach up to where the steps of smallest perturbations go
 */
export function stepsOf(curve: Curve, reach: number, confidence: number): Step[] {
  const { examples, clean, budgets, distances } = curve;
  const at = (x: number, robust: number): Step => stepAt(x, robust, examples, confidence);
  const start = at(0, clean);
  if (!distances) return [start, ...budgets.map(({ budget, robust }) => at(budget, robust))];
  const falls = [...distances.filter(Number.isFinite)].map((x, k) => ({ x, fooled: k + 1 }));
  const steps = thinned(falls, reach).map(({ x, fooled }) => at(x, clean - fooled));
  return [start, ...steps, at(reach, clean - falls.length)];
}

/** The same at the budgets that were asked for. */
export const pointsOf = ({ examples, budgets }: Curve, confidence: number): Step[] =>
  budgets.map(({ budget, robust }) => stepAt(budget, robust, examples, confidence));
