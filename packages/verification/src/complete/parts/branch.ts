import type { Split } from '@fragility/engine';
import { boundParts, byFrame, type Domain, type Part, type Unit } from './domain.js';
import type { Problem } from '../problem.js';

const sides = [1, -1] as const;

/** A domain's two halves at a unit. */
export const halvesOf = (domain: Domain, unit: Unit): Part[] =>
  sides.map((sign) => ({
    goal: domain.goal,
    splits: [...domain.splits, { ...unit, sign } satisfies Split],
    from: domain.states,
    around: domain,
  }));

/**
 * The unit to split each domain at, one of its candidates: where one pass raises the bounds of both halves most,
 *
 *     max over units of  min(0, lower₊) − lower  times  min(0, lower₋) − lower
 *
 * with the parent's parameters. Source: filtered smart branching, De Palma et al., 2021, arXiv:2104.06718. Domains of a frame follow one another.
 */
export function unitsToSplit(problem: Problem, domains: readonly Domain[]): (Unit | undefined)[] {
  const asked = domains.filter(({ candidates }) => candidates.length > 1);
  const parts = asked.flatMap((domain) => domain.candidates.flatMap((unit) => halvesOf(domain, unit)));
  const bounded = byFrame(parts).flatMap((own) => boundParts(problem, own[0]!.from![0]!.frame, own, 0, true));
  let at = 0;
  return domains.map((domain) => {
    const { candidates, lower } = domain;
    if (candidates.length <= 1) return candidates[0];
    let [best, most] = [candidates[0], -Infinity];
    for (const unit of candidates) {
      const gain = (part: Domain): number => Math.max(0, Math.min(0, part.lower) - lower) - 1e-6 * lower;
      const product = gain(bounded[at]!) * gain(bounded[at + 1]!);
      at += 2;
      if (product > most) [best, most] = [unit, product];
    }
    return best;
  });
}
