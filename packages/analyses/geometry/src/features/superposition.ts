import { column, defineAnalysis } from '@fragility/analysis';
import { dot, normOf, predictedClass, type Row } from '@fragility/numerics';
import { strictObject } from 'valibot';
import { cell, ratio } from '../shared/columns.js';
import { seen, weightsOf } from './head.js';
import { interferences } from './interference.js';
import { summariseSuperposition } from './superposition-summary.js';

const COLUMNS = {
  class: column.string('class i'),
  features: column.integer('number of features m that the last layer takes'),
  weight_norm: column.number('‖w_i‖₂ of its weights in the last layer'),
  dimensionality: column.number(
    'D_i = ‖w_i‖²/Σ_j ⟨ŵ_i, w_j⟩², dimensions that the class has for itself; empty where w_i = 0',
  ),
  interference: column.number('1/D_i − 1, what the other classes add to ‖w_i‖² along w_i'),
  examples: column.integer('evaluated examples of the class'),
  compression: column.number('c_i = |cos| of w_i and the mean features of the class; empty where it has no examples'),
  rival: column.string('the class whose weights interfere most, with the largest ⟨w_i, w_j⟩'),
  rival_share: column.number(
    'share of the correctly classified examples whose strongest other class it is; empty without any',
  ),
} as const;

/** What the evaluated examples of a class have in common. */
interface Tally {
  examples: number;
  correct: number;
  /** Correctly classified ones whose strongest other class is the expected one. */
  rivals: number;
  readonly sum: Row;
}

const strongestOther = (logits: Row, label: number): number => predictedClass(logits.with(label, -Infinity));

/**
 * How the classes share the dimensions of the features h(x) ∈ R^m that the last layer takes, f = W h + b, and whether that is compression.
 *
 *     features per dimension ‖W‖²_F/m;   D_i = ‖w_i‖² / Σ_j ⟨ŵ_i, w_j⟩²;   c_i = |⟨w_i, h̄_i⟩| / (‖w_i‖ ‖h̄_i‖)
 *
 * h̄_i is the mean over the evaluated examples of class i. Under theorem 1, W = X⁻¹, c_i is the compression ratio of one class: with w_j = b_j ŵ_i + z_j,
 *
 *     1/D_i = 1 + ‖b‖²/‖w_i‖²,   1/c_i² = 1 + ‖Z⁻¹b‖²:   both 1 where w_i is orthogonal to the others, and two quantities elsewhere
 *
 * Sources: Elhage et al., Toy Models of Superposition, 2022; arXiv:2510.11709; arXiv:2406.16200.
 *
 * @example
 * const given = { model, dataset, examples, random: random(1) } as never;
 * for await (const row of runAnalysis(superposition, {}, given)) console.log(row['dimensionality']);
 */
export const superposition = defineAnalysis({
  name: 'superposition',
  summary: 'How classes share the dimensions of the last features, beside compression',
  params: strictObject({}),
  needs: ['data', 'features'],
  columns: COLUMNS,
  passes: (_, { examples }) => examples,
  async *run(_params, { model, dataset, examples, signal, progress }) {
    const { head, classes } = model;
    const weights = weightsOf(head);
    const found = interferences(weights);
    const tallies = Array.from({ length: classes }, (): Tally => ({
      ...{ examples: 0, correct: 0, rivals: 0 },
      sum: new Float64Array(head.width),
    }));
    for await (const { label, features, logits } of seen(model, examples, { signal, progress })) {
      const tally = tallies[label]!;
      tally.examples++;
      features.forEach((value, k) => (tally.sum[k]! += value));
      if (predictedClass(logits) !== label) continue;
      tally.correct++;
      if (strongestOther(logits, label) === found[label]!.rival) tally.rivals++;
    }
    for (const [k, { square, dimensionality, rival }] of found.entries()) {
      const { examples: own, correct, rivals, sum } = tallies[k]!;
      const norm = Math.sqrt(square);
      yield {
        class: dataset.classes[k]!,
        features: head.width,
        weight_norm: cell(norm),
        dimensionality: cell(dimensionality),
        interference: cell(1 / dimensionality - 1),
        examples: own,
        compression: ratio(Math.abs(dot(weights[k]!, sum)), norm * normOf(sum, 'l2')),
        rival: dataset.classes[rival]!,
        rival_share: ratio(rivals, correct),
      };
    }
  },
  summarise: (rows) => summariseSuperposition(rows, Object.keys(COLUMNS)),
});
