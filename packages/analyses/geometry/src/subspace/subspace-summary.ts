import type { Summary, SweptRow } from '@fragility/analysis';
import { mean } from '@fragility/numerics';
import { claimOfSide } from '../shared/claims.js';
import { estimate } from '../shared/estimate.js';
import { scatterFigure } from '../shared/figure.js';
import { correct } from '../shared/means.js';
import { summariseMeans } from '../shared/summary.js';

const LABELS = {
  inside: 'distance inside / whole',
  outside: 'distance outside / whole',
  off: 'off-manifold share',
  random: 'off-manifold share of random directions',
  gradient: 'share of the gradient inside',
};

/** Mean of the off-manifold share beyond that of random directions. */
const excess = (rows: readonly SweptRow[]): number =>
  mean(rows.map(({ off_share, random_off_share }) => Number(off_share) - Number(random_off_share)));

/** Means, distances inside beside those in the whole space, and whether perturbations leave the subspace more than random directions do. */
export function summariseSubspace(rows: readonly SweptRow[], columns: readonly string[]): Summary {
  const summary = summariseMeans(rows, columns, {
    name: 'subspace-robustness',
    title: 'Robustness inside a subspace and outside of it, over correctly classified examples',
    caption:
      'How much of adversarial perturbations and of gradients belongs to the subspace, beside random directions.',
    axis: 'mean share',
    quantities: [
      { column: 'off_share', label: LABELS.off },
      { column: 'random_off_share', label: LABELS.random },
      { column: 'gradient_share', label: LABELS.gradient },
      { column: 'inside_ratio', label: LABELS.inside },
      { column: 'outside_ratio', label: LABELS.outside },
      { column: 'distance_inside', label: 'distance inside' },
      { column: 'distance_outside', label: 'distance outside' },
      { column: 'distance_whole', label: 'distance in the whole space' },
    ],
    drawn: [LABELS.off, LABELS.random, LABELS.gradient],
    told: [LABELS.off, LABELS.random, LABELS.inside],
  });
  const own = correct(rows);
  const claims = [...new Set(rows.map(({ model }) => model))].map((model) =>
    claimOfSide(
      {
        name: `${model}/off-manifold`,
        statement: `The smallest perturbations of the network '${model}' leave the subspace more than random directions do.`,
        source: 'Melamed et al., arXiv:2303.00783; Shamir et al., arXiv:2106.10151',
        statistic: 'mean of ‖(1 − P)δ*‖²/‖δ*‖² less 1 − m/d, seeds resampled',
      },
      estimate(
        own.filter((row) => row.model === model && row['off_share'] !== null),
        excess,
      ),
      { side: 'above', threshold: 0 },
    ),
  );
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
