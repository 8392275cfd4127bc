import { defineAnalysis, type Summary, type SweptRow } from '@fragility/analysis';
import { dot, normOf, principalComponents, type Row } from '@fragility/numerics';
import { integer, real } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { claimsOfMean } from '../shared/claims.js';
import { cell, EXAMPLE_COLUMNS, exampleCells, labelled, ratio } from '../shared/columns.js';
import { linearised } from '../shared/linearised.js';
import { isCorrect } from '../shared/means.js';
import { summariseMeans } from '../shared/summary.js';
import { trainingPoints } from '../shared/training-points.js';
import { classesOf, discriminant } from './classes.js';
import { bandsOf, spectrumOf } from './spectrum.js';

const SHARES = ['share_50', 'share_75', 'share_90', 'share_99', 'share_100'] as const;

const COLUMNS = {
  ...EXAMPLE_COLUMNS,
  mean_cosine: labelled(
    '|cos| with μ_y − μ_j',
    '|cos| of ∇g and μ_y − μ_j; empty where the gradient is zero or a class has no points',
  ),
  discriminant_cosine: labelled('|cos| with Σ⁻¹(μ_y − μ_j)', '|cos| of ∇g and Σ⁻¹(μ_y − μ_j)'),
  share_50: labelled(
    'share in 0–50 % of variance',
    'share of ‖∇g‖² in the components that hold the first 50 % of the variance',
  ),
  share_75: labelled('share in 50–75 %', 'in those that hold the next, up to 75 %'),
  share_90: labelled('share in 75–90 %', 'up to 90 %'),
  share_99: labelled('share in 90–99 %', 'up to 99 %'),
  share_100: labelled('share in 99–100 %', 'up to all of it'),
  share_outside: labelled('share outside the data', 'outside of what the points span'),
  relative_variance: labelled(
    'relative variance along the gradient',
    'variance of the points along ∇g over that along an average direction',
  ),
} as const;

const cosine = (a: Row, b: Row | undefined): number | null =>
  b ? ratio(Math.abs(dot(a, b)), normOf(a, 'l2') * normOf(b, 'l2')) : null;

function summarise(rows: readonly SweptRow[]): Summary {
  return {
    ...summariseMeans(rows, COLUMNS, {
      name: 'tilting',
      title: 'Tilting of the boundary, over correctly classified examples',
      caption:
        'Mean |cos| of input gradients with the difference of class means and with that of linear discriminant analysis, and how the gradients spread over the principal components of the data, most variance first.',
      axis: 'mean',
      quantities: ['mean_cosine', 'discriminant_cosine', ...SHARES, 'share_outside', 'relative_variance'],
      drawn: ['mean_cosine', 'discriminant_cosine', ...SHARES, 'share_outside'],
      told: ['mean_cosine', 'relative_variance'],
    }),
    claims: claimsOfMean(rows, 'relative_variance', {
      claim: (model) => ({
        name: `${model}/low-variance`,
        statement: `The boundary of the network '${model}' is tilted: its gradients lie in directions in which the data vary less than on average.`,
        source: 'Tanay & Griffin, arXiv:1608.07690, §4',
        statistic: 'mean relative variance along ∇g, seeds resampled',
      }),
      among: isCorrect,
      side: 'below',
      threshold: 1,
    }),
  };
}

/**
 * How far the boundary is tilted away from the direction between the classes, towards directions in which the data vary little.
 *
 *     cos θ_m = |⟨∇g, μ_y − μ_j⟩| / (‖∇g‖ ‖μ_y − μ_j‖),   t_k = ⟨∇g, e_k⟩² / ‖∇g‖²
 *
 * beside the same with (Σ + εI)⁻¹(μ_y − μ_j), ε = shrinkage · tr Σ/d: Σ is the covariance within classes, e_k are the principal components of all points.
 * Both are of training points. Source: Tanay & Griffin, arXiv:1608.07690.
 *
 * @example
 * const given = { model, dataset, examples, random: random(1) } as never;
 * for await (const row of runAnalysis(tilting, {}, given)) console.log(row['mean_cosine']);
 */
export const tilting = defineAnalysis({
  name: 'tilting',
  summary: 'Angle of input gradients to class means, and their spectrum over principal components',
  params: strictObject({
    points: optional(integer('training points that means and components are of, at most', { min: 2, max: 5000 }), 500),
    shrinkage: optional(real('ε as a share of the mean variance within classes', { above: 0 }), 0.01),
  }),
  needs: ['data', 'gradients'],
  columns: COLUMNS,
  passes: (_, { examples }) => 2 * examples,
  async *run({ points, shrinkage }, { model, dataset, examples, random, signal, progress }) {
    const training = await trainingPoints(dataset, examples, points, random, signal);
    const { means, within } = classesOf(training, model.classes);
    const principal = principalComponents(training.inputs);
    const bands = bandsOf(principal.variances);
    for await (const one of linearised(model, examples, { signal, progress })) {
      const { gradient, slope, label, rival } = one;
      const [own, other] = [means[label], means[rival]];
      const between = own && other && own.map((value, k) => value - other[k]!);
      const spectrum = slope > 0 ? spectrumOf(principal, bands, gradient) : null;
      yield {
        ...exampleCells(one),
        mean_cosine: cosine(gradient, between),
        discriminant_cosine: between ? cosine(gradient, discriminant(within, between, shrinkage)) : null,
        ...Object.fromEntries(SHARES.map((name, k) => [name, cell(spectrum?.shares[k] ?? NaN)])),
        share_outside: cell(spectrum?.outside ?? NaN),
        relative_variance: cell(spectrum?.variance ?? NaN),
      };
    }
  },
  summarise,
});
