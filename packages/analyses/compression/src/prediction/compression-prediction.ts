import { column, defineAnalysis } from '@fragility/analysis';
import type { Examples } from '@fragility/dataset';
import type { Classifier } from '@fragility/model';
import { type ErrorMessage, FragilityError, predictedClass, row, rows, take, type Row } from '@fragility/numerics';
import { choice, integer } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { nearestPairs, randomPairs } from './pairs.js';
import { pathBetween } from '../path/path-between.js';
import { portraitOf } from './portrait.js';
import { summarisePrediction } from './prediction-summary.js';
import { smallestBetween } from './smallest.js';

/** Examples classified in one call. */
const CHUNK = 64;

async function correctlyClassified(model: Classifier, { inputs, labels }: Examples): Promise<number[]> {
  const correct: number[] = [];
  for (let start = 0; start < labels.length; start += CHUNK) {
    const indices = Array.from({ length: Math.min(CHUNK, labels.length - start) }, (_, k) => start + k);
    const logits = rows(await model.logits(take(inputs, indices)));
    correct.push(...indices.filter((i, k) => predictedClass(logits[k]!) === labels[i]));
  }
  return correct;
}

const fail = (message: ErrorMessage, code: string): never => {
  throw new FragilityError(message, {
    where: 'analysis/compression-prediction',
    code: `compression-prediction/${code}`,
    kind: 'input',
  });
};

/**
 * Does compression predict fragility? For pairs of correctly classified examples of different classes,
 *
 *     predicted = (distance to the boundary g_ij = 0 on the straight way from x_i to x_j) · (average |cos θ| on that way)
 *     measured  = smallest L2 perturbation Δ found with g_ij(x_i + Δ) < 0, by any smallest-norm attack of the experiment
 *
 * Exact breakpoints on piecewise-linear dense networks, adaptive quadrature elsewhere; `path_residual` checks the path identity
 * g(x_i) − g(boundary) = ∫ ‖∇g‖ cos θ. Source: arXiv:2406.16200, §5.
 *
 * @throws FragilityError `compression-prediction/attacks` without a smallest-norm L2 attack.
 */
export const compressionPrediction = defineAnalysis({
  name: 'compression-prediction',
  summary: 'Path-averaged |cos θ| × boundary distance against the smallest perturbation found',
  params: strictObject({
    pairs: optional(integer('pairs of examples of different classes, at most', { min: 1 }), 200),
    against: optional(
      choice('which pairs: drawn at random, or every example with its nearest of another class', ['random', 'nearest']),
      'random',
    ),
    gradients: optional(
      integer(
        'gradients per pair, at most, where the way is sampled: on models that are not dense and piecewise linear',
        { min: 2 },
      ),
      256,
    ),
    pictures: optional(integer('pairs shown as pictures, where inputs are images', { min: 0 }), 6),
  }),
  needs: ['data', 'gradients', 'attacks'],
  uses: { norm: 'l2', goal: 'smallest' },
  columns: {
    i: column.string('id of the attacked example'),
    j: column.string('id of the example whose class it is pushed to'),
    label: column.integer('class of i'),
    target: column.integer('class of j'),
    label_name: column.string('name of the class of i'),
    target_name: column.string('name of the class of j'),
    boundary_distance: column.number('L2 distance to the boundary on the straight way'),
    path_compression: column.number('|cos θ| averaged up to the boundary'),
    local_compression: column.number('|cos θ| at i'),
    predicted: column.number('boundary distance × path compression'),
    measured: column.number('smallest L2 perturbation found; empty where none was'),
    attack: column.string('who found it'),
    path_residual: column.number('relative error of the path identity'),
    original: column.picture('example i'),
    other: column.picture('example j'),
    perturbation: column.picture('the perturbation found, enlarged'),
    adversarial: column.picture('example i with the perturbation'),
    magnification: column.number('how much the picture of the perturbation is enlarged'),
  },
  // Measured with the closed-form attack on a network of 784-128-10.
  passes: ({ pairs }) => 1800 * pairs,
  async *run(
    { pairs: most, against, gradients, pictures },
    { dataset, examples, model, attacks, random, signal, progress },
  ) {
    const usable = attacks.filter(({ norm, goal }) => norm === 'l2' && goal === 'smallest');
    if (usable.length === 0)
      fail(
        {
          given: 'there is no smallest-norm L2 attack in the experiment',
          remedy: 'add one, such as ddn with norm: l2',
        },
        'attacks',
      );
    const correct = await correctlyClassified(model, examples);
    const known = {
      inputs: take(examples.inputs, correct),
      labels: Int32Array.from(correct, (at) => examples.labels[at]!),
    };
    const chosen = against === 'nearest' ? nearestPairs(known, most) : randomPairs(known.labels, most, random);
    const pairs = chosen.map(({ i, j }) => ({ i: correct[i]!, j: correct[j]! }));
    const input = (at: number): Row => row(examples.inputs, at);
    let attacked = 0;
    const found = await smallestBetween(usable, examples, pairs, ({ point, ...smallest }, k) => {
      progress?.(attacked++ / pairs.length / 2);
      return {
        ...smallest,
        shown: k < pictures ? portraitOf(dataset, input(pairs[k]!.i), input(pairs[k]!.j), point) : null,
      };
    });
    for (const [k, { i, j }] of pairs.entries()) {
      signal?.throwIfAborted();
      progress?.((1 + k / pairs.length) / 2);
      const [label, target] = [examples.labels[i]!, examples.labels[j]!];
      const path = await pathBetween(model, input(i), input(j), label, target, gradients);
      if (!path) continue;
      const smallest = found[k];
      const shown = smallest?.shown;
      yield {
        i: examples.ids[i]!,
        j: examples.ids[j]!,
        label,
        target,
        label_name: dataset.classes[label]!,
        target_name: dataset.classes[target]!,
        boundary_distance: path.boundary,
        path_compression: path.compression,
        local_compression: path.local,
        predicted: path.boundary * path.compression,
        measured: smallest?.distance ?? null,
        attack: smallest?.attack ?? null,
        path_residual: path.residual,
        original: shown?.original ?? null,
        other: shown?.other ?? null,
        perturbation: shown?.perturbation ?? null,
        adversarial: shown?.adversarial ?? null,
        magnification: shown?.magnification ?? null,
      };
    }
  },
  summarise: summarisePrediction,
});
