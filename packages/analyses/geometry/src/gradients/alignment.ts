import { column, defineAnalysis, groupBy, type Summary, type SweptRow } from '@fragility/analysis';
import { dot, normOf, pearson } from '@fragility/numerics';
import { strictObject } from 'valibot';
import { claimOfSide } from '../shared/claims.js';
import { cell, EXAMPLE_COLUMNS, exampleCells, ratio } from '../shared/columns.js';
import { estimate } from '../shared/estimate.js';
import { scatterFigure } from '../shared/figure.js';
import { linearised } from '../shared/linearised.js';
import { correct } from '../shared/means.js';
import { summariseMeans } from '../shared/summary.js';

const COLUMNS = {
  ...EXAMPLE_COLUMNS,
  alignment: column.number('α = |⟨x, ∇g⟩|/‖∇g‖₂; empty where the gradient is zero'),
  cosine: column.number('|⟨x, ∇g⟩|/(‖x‖₂ ‖∇g‖₂)'),
  bias_distance: column.number('|g − ⟨x, ∇g⟩|/‖∇g‖₂, how far α and the linearised distance can be apart'),
} as const;

const log = (value: unknown): number => Math.log(Number(value));

/** Rows whose alignment and linearised distance have logarithms. */
const comparable = (rows: readonly SweptRow[]): SweptRow[] =>
  correct(rows).filter(({ alignment, linear_distance }) => Number(alignment) > 0 && Number(linear_distance) > 0);

const correlation = (rows: readonly SweptRow[]): number =>
  pearson(
    rows.map(({ alignment }) => log(alignment)),
    rows.map(({ linear_distance }) => log(linear_distance)),
  );

function summarise(rows: readonly SweptRow[]): Summary {
  const summary = summariseMeans(rows, Object.keys(COLUMNS), {
    name: 'alignment',
    title: 'Alignment of inputs with input gradients, over correctly classified examples',
    caption: 'Mean alignment |⟨x, ∇g⟩|/‖∇g‖₂ beside the mean distance g/‖∇g‖₂ to the linearised boundary.',
    axis: 'L2 distance',
    quantities: [
      { column: 'alignment', label: 'alignment α' },
      { column: 'linear_distance', label: 'linearised distance' },
      { column: 'bias_distance', label: 'share of the bias' },
      { column: 'cosine', label: '|cos| of input and gradient' },
    ],
    drawn: ['alignment α', 'linearised distance', 'share of the bias'],
    told: ['alignment α', 'linearised distance'],
  });
  const usable = comparable(rows);
  const claims = [...new Set(rows.map(({ model }) => model))].map((model) =>
    claimOfSide(
      {
        name: `${model}/distance`,
        statement: `Under the network '${model}', examples that are better aligned with their gradient lie farther from the linearised boundary.`,
        source: 'Etmann et al., arXiv:1905.04172, §3',
        statistic: 'correlation of log α with the log of the linearised distance, seeds resampled',
      },
      estimate(groupBy(usable, (row) => row.model).get(model) ?? [], correlation),
      { side: 'above', threshold: 0 },
    ),
  );
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
  params: strictObject({}),
  needs: ['data', 'gradients'],
  columns: COLUMNS,
  passes: (_, { examples }) => 2 * examples,
  async *run(_params, { model, examples, signal, progress }) {
    for await (const one of linearised(model, examples, { signal, progress })) {
      const { x, gradient, slope, margin } = one;
      const along = dot(x, gradient);
      yield {
        ...exampleCells(one),
        alignment: ratio(Math.abs(along), slope),
        cosine: ratio(Math.abs(along), slope * normOf(x, 'l2')),
        bias_distance: slope === 0 ? null : cell(Math.abs(margin - along) / slope),
      };
    }
  },
  summarise,
});
