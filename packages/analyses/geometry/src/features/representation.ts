import { column, defineAnalysis, type Summary, type SweptRow } from '@fragility/analysis';
import { predictedClass, principalComponents, stack, type Row } from '@fragility/numerics';
import { integer } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { claimsOfMean } from '../shared/claims.js';
import { cell, labelled } from '../shared/columns.js';
import { trainingPoints } from '../shared/training-points.js';
import { centresOf, nearestCentre, simplexError, withinOverBetween } from './collapse.js';
import { seen, weightsOf } from './head.js';
import { summariseNetworks } from './networks.js';

const COLUMNS = {
  points: column.integer('points that features are of'),
  features: column.integer('number of features m that the last layer takes'),
  classes: column.integer('classes among the points'),
  stable_rank: labelled(
    'stable rank of the features',
    'Σ λ_k/λ_1 of the variances of the features; empty where they do not vary',
  ),
  participation_ratio: labelled('participation ratio', '(Σ λ_k)²/Σ λ_k² of the same'),
  weight_stable_rank: labelled(
    'stable rank of the weights',
    '‖W‖²_F/‖W‖₂² of the last weights; empty where they are zero',
  ),
  nc1: labelled(
    'NC1, within over between',
    'tr(Σ_W Σ_B⁺)/K; empty where no class has two points, or all have one mean',
  ),
  nc2_norms: labelled('NC2, lengths', 'standard deviation of ‖μ_k − μ_G‖ over its mean'),
  nc2_angles: labelled('NC2, angles', 'mean |cos(μ_k − μ_G, μ_l − μ_G) + 1/(K − 1)|'),
  nc4: labelled(
    'NC4, disagreement with the nearest mean',
    'share of the evaluated examples of which the nearest class mean says another class',
  ),
} as const;

const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

/** Σ λ_k/λ_1 and (Σ λ_k)²/Σ λ_k² of variances in descending order; NaN where there are none. */
export const ranksOf = (variances: Float64Array): { readonly stable: number; readonly participation: number } => ({
  stable: sum(variances) / variances[0]!,
  participation: sum(variances) ** 2 / sum(variances.map((variance) => variance ** 2)),
});

function summarise(rows: readonly SweptRow[]): Summary {
  return {
    ...summariseNetworks(rows, COLUMNS, {
      name: 'representation',
      title: 'Rank and neural collapse of the last features',
      caption: 'Neural collapse of the last features: 0 is a simplex of class means without scatter around them.',
      drawn: ['nc1', 'nc2_norms', 'nc2_angles', 'nc4'],
    }),
    claims: claimsOfMean(rows, 'nc4', {
      claim: (model) => ({
        name: `${model}/nearest-mean`,
        statement: `The network '${model}' decides as the nearest class mean of its features does, on all but one example in twenty.`,
        source: 'Papyan, Han & Donoho, PNAS 2020, NC4',
        statistic: 'share of examples of which the two say another class, seeds resampled',
      }),
      side: 'below',
      threshold: 0.05,
    }),
  };
}

/**
 * How many dimensions the features h(x) ∈ R^m of the last layer use, and how far they have collapsed to class means.
 *
 *     stable rank Σ λ_k/λ_1,   participation ratio (Σ λ_k)²/Σ λ_k²
 *     NC1 tr(Σ_W Σ_B⁺)/K,   NC2 spread of ‖μ_k − μ_G‖ and mean |cos + 1/(K − 1)|,   NC4 P(argmax f ≠ nearest mean)
 *
 * λ_k are the principal variances of the features, μ_k and Σ their class means and covariances, all of training points; NC4 is of the evaluated examples.
 * Source: Papyan, Han & Donoho, PNAS 2020, arXiv:2008.08186.
 *
 * @example
 * const given = { model, dataset, examples, random: random(1) } as never;
 * for await (const row of runAnalysis(representation, {}, given)) console.log(row['nc1']);
 */
export const representation = defineAnalysis({
  name: 'representation',
  summary: 'Rank of the last features, and how far they have collapsed to class means',
  params: strictObject({
    points: optional(integer('training points that features are of, at most', { min: 2, max: 5000 }), 500),
  }),
  needs: ['data', 'features'],
  columns: COLUMNS,
  passes: ({ points }, { examples }) => points + examples,
  async *run({ points }, { model, dataset, examples, random, signal, progress }) {
    const training = await trainingPoints(dataset, examples, points, random, signal);
    const features: Row[] = [];
    for await (const one of seen(model, training, { signal })) features.push(one.features.slice());
    const batch = stack(features);
    const centres = centresOf(batch, training.labels);
    const { stable, participation } = ranksOf(principalComponents(batch).variances);
    const weights = principalComponents(stack(weightsOf(model.head)), { centred: false });
    const { norms, angles } = simplexError(centres);
    let apart = 0;
    for await (const { features: h, logits } of seen(model, examples, { signal, progress }))
      if (nearestCentre(centres, h) !== predictedClass(logits)) apart++;
    yield {
      points: features.length,
      features: model.head.width,
      classes: centres.classes.length,
      stable_rank: cell(stable),
      participation_ratio: cell(participation),
      weight_stable_rank: cell(ranksOf(weights.variances).stable),
      nc1: cell(withinOverBetween(batch, training.labels, centres)),
      nc2_norms: cell(norms),
      nc2_angles: cell(angles),
      nc4: cell(apart / examples.labels.length),
    };
  },
  summarise,
});
