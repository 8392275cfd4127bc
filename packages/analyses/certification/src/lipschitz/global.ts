import type { BoundNetwork, MaximumStep } from '@fragility/engine';
import { dualNorm, normOf, type ConvexNorm } from '@fragility/numerics';
import { operatorNorm } from './operator-norm.js';

/** Lipschitz constants of the differences of two outputs, on all of R^d. */
export interface GlobalBounds {
  /** L of f_y − f_j: |Δ(f_y − f_j)| ≤ L ‖Δx‖. */
  of(y: number, j: number): number;
}

const up = 1 + 2 ** -48;

/** In how many windows a coordinate is, at most. */
function overlap({ windows }: MaximumStep): number {
  const counts = new Map<number, number>();
  for (const at of windows) if (at >= 0) counts.set(at, (counts.get(at) ?? 0) + 1);
  return Math.max(1, ...counts.values());
}

/** What a maximum over windows may multiply distances by: coordinates count once for each window that they are in. */
const maximumBound = (step: MaximumStep, norm: ConvexNorm): number =>
  norm === 'linf' ? 1 : norm === 'l2' ? Math.sqrt(overlap(step)) : overlap(step);

/**
 * Lipschitz constants by the product of operator norms along the network:
 *
 *     L ← Σ_t ‖W_t‖_p L_t  through a linear step,   L ← sup |φ′| L  through an activation
 *
 * and for f_y − f_j the dual norm of the difference of two rows in place of the last ‖W‖. Source: Szegedy et al., ICLR 2014, arXiv:1312.6199, §4.3; Tsuzuku et al.,
 * NeurIPS 2018, arXiv:1802.04034.
 *
 * @example globalBounds(network, 'l2').of(0, 1) > 0; // true
 */
export function globalBounds(network: BoundNetwork, norm: ConvexNorm): GlobalBounds {
  const { steps, outputs } = network;
  const last = steps.at(-1);
  const before = last?.kind === 'linear' ? steps.slice(0, -1) : steps;
  const constants = [1];
  for (const step of before) {
    const own =
      step.kind === 'linear'
        ? step.terms.reduce((sum, { from, map }) => sum + operatorNorm(map, norm) * constants[from]!, 0)
        : (step.kind === 'activation' ? step.curve.lipschitz : maximumBound(step, norm)) * constants[step.from]!;
    constants.push(own * up);
  }
  const dual = dualNorm(norm);
  return {
    of: (y, j) => {
      const row = new Float64Array(outputs);
      row[y] = 1;
      row[j] = -1;
      if (last?.kind !== 'linear') return normOf(row, dual) * constants.at(-1)! * up;
      return last.terms.reduce((sum, { from, map }) => {
        const pulled = new Float64Array(map.columns);
        map.pull(row, pulled, 1);
        return sum + normOf(pulled, dual) * constants[from]! * (1 + (map.columns + 8) * 2 ** -52);
      }, 0);
    },
  };
}
