import { defineAnalysis, type Summary, type SweptRow } from '@fragility/analysis';
import { dot, normOf, pearson } from '@fragility/numerics';
import { claimsOfSide } from '../shared/claims.js';
import { cell, EXAMPLE_COLUMNS, labelled, ratio } from '../shared/columns.js';
import { scatterFigure } from '../shared/figure.js';
import { isCorrect } from '../shared/means.js';
import { perExample } from '../shared/per-example.js';
import { summariseMeans } from '../shared/summary.js';

const COLUMNS = {
  ...EXAMPLE_COLUMNS,
  alignment: labelled('alignment α', 'α = |⟨x, ∇g⟩|/‖∇g‖₂; empty where the gradient is zero'),
  cosine: labelled('|cos| of input and gradient', '|⟨x, ∇g⟩|/(‖x‖₂ ‖∇g‖₂)'),
  bias_distance: labelled(
    'share of the bias',
    '|g − ⟨x, ∇g⟩|/‖∇g‖₂, how far α and the linearised distance can be apart',
  ),
} as const;

const log = (value: unknown): number => Math.log(Number(value));

/** Whether the alignment and the linearised distance of a row have logarithms. */
const comparable = (row: SweptRow): boolean =>
  isCorrect(row) && Number(row['alignment']) > 0 && Number(row['linear_distance']) > 0;

const correlation = (rows: readonly SweptRow[]): number =>
  pearson(
    rows.map(({ alignment }) => log(alignment)),
    rows.map(({ linear_distance }) => log(linear_distance)),
  );

function summarise(rows: readonly SweptRow[]): Summary {
  const summary = summariseMeans(rows, COLUMNS, {
    name: 'alignment',
    title: 'Alignment of inputs with input gradients, over correctly classified examples',
    caption: 'Mean alignment |⟨x, ∇g⟩|/‖∇g‖₂ beside the mean distance g/‖∇g‖₂ to the linearised boundary.',
    axis: 'L2 distance',
    quantities: ['alignment', 'linear_distance', 'bias_distance', 'cosine'],
    drawn: ['alignment', 'linear_distance', 'bias_distance'],
    told: ['alignment', 'linear_distance'],
  });
  const usable = rows.filter(comparable);
  const claims = claimsOfSide(rows, {
    claim: (model) => ({
      name: `${model}/distance`,
      statement: `Under the network '${model}', examples that are better aligned with their gradient lie farther from the linearised boundary.`,
      source: 'Etmann et al., arXiv:1905.04172, §3',
      statistic: 'correlation of log α with the log of the linearised distance, seeds resampled',
    }),
    usable: comparable,
    estimated: correlation,
    side: 'above',
    threshold: 0,
  });
  const scatter = scatterFigure(
    {
      name: 'alignment-distance',
      caption:
        'Distance to the linearised boundary against the alignment, a point for each correctly classified example. Dashed: equal, as for networks without biases.',
    },
    usable,
    [
      ['alignment', 'alignment α (L2)'],
      ['linear_distance', 'linearised distance (L2)'],
    ],
  );
  return { ...summary, claims, figures: [...(summary.figures ?? []), ...(usable.length > 0 ? [scatter] : [])] };
}

/**
 * How far an input lies along its own gradient.
 *
 *     α(x) = |⟨x, ∇g(x)⟩| / ‖∇g(x)‖₂,   g = f_y − f_j, j the strongest other class
 *
 * Where g is positively homogeneous (no biases; ReLU allowed), ⟨x, ∇g⟩ = g and α is the distance to the linearised boundary; elsewhere they differ
 * by `bias_distance` at most. Source: Etmann et al., ICML 2019, arXiv:1905.04172.
 *
 * @example
 * const given = { model, examples, random: random(1) } as never;
 * for await (const row of runAnalysis(alignment, {}, given)) console.log(row['alignment']);
 */
export const alignment = defineAnalysis({
  name: 'alignment',
  summary: 'How far inputs lie along their own gradients',
  columns: COLUMNS,
  ...perExample(({ x, gradient, slope, margin }) => {
    const along = dot(x, gradient);
    return {
      alignment: ratio(Math.abs(along), slope),
      cosine: ratio(Math.abs(along), slope * normOf(x, 'l2')),
      bias_distance: slope === 0 ? null : cell(Math.abs(margin - along) / slope),
    };
  }),
  summarise,
});
