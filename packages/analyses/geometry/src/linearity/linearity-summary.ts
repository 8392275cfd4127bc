import type { Summary, SweptRow } from '@fragility/analysis';
import { claimOfSide } from '../shared/claims.js';
import { estimate } from '../shared/estimate.js';
import { scatterFigure } from '../shared/figure.js';
import { correct, meanOf } from '../shared/means.js';
import { summariseMeans } from '../shared/summary.js';

const LABELS = {
  miss: 'relative miss of the linear model',
  share: 'linear radius / linearised distance',
  region: 'region radius',
  linear: 'linear radius',
};

/** Means, the exact radii beside those that ascent finds, and whether the networks are linear as far as their linearised boundaries. */
export function summariseLinearity(rows: readonly SweptRow[], columns: readonly string[], share = 0.1): Summary {
  const summary = summariseMeans(rows, columns, {
    name: 'local-linearity',
    title: 'Local linearity, over correctly classified examples',
    caption:
      'By how much the linear model misses at the linearised distance, as a share of what the gradient promises; and how far it holds, as a share of that distance.',
    axis: 'mean share',
    quantities: [
      { column: 'relative_gamma', label: LABELS.miss },
      { column: 'linear_share', label: LABELS.share },
      { column: 'linear_radius', label: LABELS.linear },
      { column: 'region_radius', label: LABELS.region },
    ],
    drawn: [LABELS.miss, LABELS.share],
    told: [LABELS.miss, LABELS.share],
  });
  const own = correct(rows);
  const claims = [...new Set(rows.map(({ model }) => model))].map((model) =>
    claimOfSide(
      {
        name: `${model}/linear`,
        statement: `The network '${model}' is linear as far as its linearised boundary: there the linear model misses by less than ${100 * share} %.`,
        source: 'Qin et al., arXiv:1907.02610, §4',
        statistic: 'mean γ(ε)/(ε ‖∇ℓ‖*) over correctly classified examples, seeds resampled',
      },
      estimate(
        own.filter((row) => row.model === model && row['relative_gamma'] !== null),
        meanOf('relative_gamma'),
      ),
      { side: 'below', threshold: share },
    ),
  );
  const scatter = scatterFigure(
    {
      name: 'local-linearity-distance',
      caption:
        'Radius up to which the linear model holds against the distance to the linearised boundary, a point for each correctly classified example. Below the dashed line the model fails before the boundary.',
    },
    own.filter(({ linear_radius }) => linear_radius !== null),
    [
      ['linear_distance', 'linearised distance (L2)'],
      ['linear_radius', 'linear radius'],
    ],
  );
  const drawn = own.some(
    ({ linear_radius, linear_distance }) => Number(linear_radius) > 0 && Number(linear_distance) > 0,
  );
  return { ...summary, claims, figures: [...(summary.figures ?? []), ...(drawn ? [scatter] : [])] };
}
