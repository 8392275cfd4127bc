import { column, defineAnalysis } from '@fragility/analysis';
import { logitDifference, row, rows } from '@fragility/numerics';
import { forward, isAffine, vjp, type DenseLayer } from '@fragility/numerics/dense';
import type { Examples } from '@fragility/dataset';
import { integer } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { LAW_COLUMNS, lawCells } from './law-columns.js';
import { summariseLaw } from './law-summary.js';
import { nearestPairs, randomPairs } from '../prediction/pairs.js';

const { dimension, classes, ...measured } = LAW_COLUMNS;

/** Interpolation residual ‖f(X) − I‖_F / √n: how far the network is from its one-hot label at every point. */
function interpolationResidual(layers: readonly DenseLayer[], { inputs, labels }: Examples): number {
  let sum = 0;
  rows(inputs).forEach((x, i) => {
    forward(layers, x).forEach((logit, k) => (sum += (logit - (k === labels[i] ? 1 : 0)) ** 2));
  });
  return Math.sqrt(sum / labels.length);
}

/**
 * The law of Theorem 1, pair by pair: the compression ratio and how much less than the optimum fools the network.
 *
 *     C = |cos θ|,  θ between ∇g_ij(x_i) and x_i − x_j        δ = g_ij(x_i) / ‖∇g_ij(x_i)‖
 *     ρ = δ / (‖x_i − x_j‖ / 2)                               law: C = ρ, C² ~ Beta(1/2, (d − 1)/2)
 *
 * δ is exact for affine networks (`exact`), else the distance to the linearised boundary. The law assumes f_j(x_i) = δ_ij: read it
 * beside `residual`. Pairs of one draw of points are strongly dependent, even disjoint ones: the Kolmogorov–Smirnov test uses the
 * first pair of every trial only. Each example is paired at random, and with its nearest example of another class (`against`).
 * Source: arXiv:2406.16200, §3.
 */
export const compressionLaw = defineAnalysis({
  name: 'compression-law',
  summary: 'Compression ratio and relative robustness against the law of Theorem 1',
  params: strictObject({
    pairs: optional(integer('pairs per trial, at most, of each kind', { min: 1 }), 2000),
  }),
  needs: ['data', 'dense'],
  columns: {
    dimension,
    classes,
    i: column.integer('index of the attacked example'),
    j: column.integer('index of the example whose class it is pushed to'),
    ...measured,
    residual: column.number('interpolation residual ‖f(X) − I‖_F / √n'),
    exact: column.boolean('the network is affine, so the distance is exact'),
  },
  passes: ({ pairs }) => 5 * pairs,
  async *run({ pairs }, { examples, model, random, signal }) {
    const { layers, classes } = model;
    const { inputs, labels } = examples;
    const residual = interpolationResidual(layers, examples);
    const kinds = { random: randomPairs(examples.labels, pairs, random), nearest: nearestPairs(examples, pairs) };
    for (const [against, list] of Object.entries(kinds)) {
      for (const { i, j } of list) {
        signal?.throwIfAborted();
        const [x, y] = [row(inputs, i), row(inputs, j)];
        const { value, cotangent } = logitDifference(labels[j]!, labels[i]!)(forward(layers, x));
        const gradient = vjp(layers, x, cotangent);
        const direction = x.map((v, k) => v - y[k]!);
        yield {
          dimension: x.length,
          classes,
          i,
          j,
          against,
          ...lawCells(gradient, direction, value),
          residual,
          exact: isAffine(layers),
        };
      }
    }
  },
  summarise: (rows) => summariseLaw(rows),
});
