import type { Summary, SweptRow } from '@fragility/analysis';
import { claimsOfMean } from '../shared/claims.js';
import { scatterFigure } from '../shared/figure.js';
import { correct, isCorrect } from '../shared/means.js';
import { summariseMeans } from '../shared/summary.js';
import { COLUMNS } from './columns.js';

/** Means, the exact radii beside those that ascent finds, and whether the networks are linear as far as their linearised boundaries. */
export function summariseLinearity(rows: readonly SweptRow[], share = 0.1): Summary {
  const summary = summariseMeans(rows, COLUMNS, {
    name: 'local-linearity',
    title: 'Local linearity, over correctly classified examples',
    caption:
      'By how much the linear model misses at the linearised distance, as a share of what the gradient promises; and how far it holds, as a share of that distance.',
    axis: 'mean share',
    quantities: ['relative_gamma', 'linear_share', 'linear_radius', 'region_radius'],
    drawn: ['relative_gamma', 'linear_share'],
    told: ['relative_gamma', 'linear_share'],
  });
  const own = correct(rows);
  const claims = claimsOfMean(rows, 'relative_gamma', {
    claim: (model) => ({
      name: `${model}/linear`,
      statement: `The network '${model}' is linear as far as its linearised boundary: there the linear model misses by less than ${100 * share} %.`,
      source: 'Qin et al., arXiv:1907.02610, §4',
      statistic: 'mean γ(ε)/(ε ‖∇ℓ‖*) over correctly classified examples, seeds resampled',
    }),
    among: isCorrect,
    side: 'below',
    threshold: share,
  });
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
