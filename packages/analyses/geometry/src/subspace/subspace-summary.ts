import type { Summary, SweptRow } from '@fragility/analysis';
import { mean } from '@fragility/numerics';
import { claimsOfSide } from '../shared/claims.js';
import { scatterFigure } from '../shared/figure.js';
import { correct, isCorrect } from '../shared/means.js';
import { summariseMeans } from '../shared/summary.js';
import { COLUMNS } from './columns.js';

/** Mean of the off-manifold share beyond that of random directions. */
const excess = (rows: readonly SweptRow[]): number =>
  mean(rows.map(({ off_share, random_off_share }) => Number(off_share) - Number(random_off_share)));

/** Means, distances inside beside those in the whole space, and whether perturbations leave the subspace more than random directions do. */
export function summariseSubspace(rows: readonly SweptRow[]): Summary {
  const summary = summariseMeans(rows, COLUMNS, {
    name: 'subspace-robustness',
    title: 'Robustness inside a subspace and outside of it, over correctly classified examples',
    caption:
      'How much of adversarial perturbations and of gradients belongs to the subspace, beside random directions.',
    axis: 'mean share',
    quantities: [
      ...(['off_share', 'random_off_share', 'gradient_share', 'inside_ratio', 'outside_ratio'] as const),
      ...(['distance_inside', 'distance_outside', 'distance_whole'] as const),
    ],
    drawn: ['off_share', 'random_off_share', 'gradient_share'],
    told: ['off_share', 'random_off_share', 'inside_ratio'],
  });
  const own = correct(rows);
  const claims = claimsOfSide(rows, {
    claim: (model) => ({
      name: `${model}/off-manifold`,
      statement: `The smallest perturbations of the network '${model}' leave the subspace more than random directions do.`,
      source: 'Melamed et al., arXiv:2303.00783; Shamir et al., arXiv:2106.10151',
      statistic: 'mean of ‖(1 − P)δ*‖²/‖δ*‖² less 1 − m/d, seeds resampled',
    }),
    usable: (row) => isCorrect(row) && row['off_share'] !== null,
    estimated: excess,
    side: 'above',
    threshold: 0,
  });
  const both = own.filter((row) => Number(row['distance_inside']) > 0 && Number(row['distance_whole']) > 0);
  const scatter = scatterFigure(
    {
      name: 'subspace-distance',
      caption:
        'Smallest perturbation found inside the subspace against that in the whole space, a point for each correctly classified example. Dashed: equal.',
    },
    both,
    [
      ['distance_whole', 'distance in the whole space (L2)'],
      ['distance_inside', 'distance inside the subspace (L2)'],
    ],
  );
  return { ...summary, claims, figures: [...(summary.figures ?? []), ...(both.length > 0 ? [scatter] : [])] };
}
