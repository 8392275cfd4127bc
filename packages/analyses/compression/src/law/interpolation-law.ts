import { column, defineAnalysis } from '@fragility/analysis';
import { dot, integer as below, matrix, solve, type Random } from '@fragility/numerics';
import { integer } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { drawsOf } from './draws.js';
import { LAW_COLUMNS, lawCells } from './law-columns.js';
import { drawOf, type LawRow } from './law-rows.js';
import { summariseLaw } from './law-summary.js';

/** Two different whole numbers below n. */
function pair(stream: Random, n: number): readonly [number, number] {
  const i = below(stream, n);
  const j = below(stream, n - 1);
  return [i, j < i ? j : j + 1];
}

/** A pair of one draw of d points of N(0, I_d), under the linear network that interpolates one-hot labels: X w_k = e_k. */
function draw(d: number, stream: Random): { w: Float64Array; u: Float64Array; residual: number } {
  const points = Float64Array.from({ length: d * d }, () => stream.normal());
  const [i, j] = pair(stream, d);
  const labels = new Float64Array(2 * d);
  labels[2 * i] = 1;
  labels[2 * j + 1] = 1;
  const weights = solve(matrix(d, d, points), matrix(d, 2, labels)).data;
  const w = Float64Array.from({ length: d }, (_, k) => weights[2 * k]! - weights[2 * k + 1]!);
  const at = (k: number): Float64Array => points.subarray(k * d, (k + 1) * d);
  const u = at(i).map((value, k) => value - at(j)[k]!);
  const off = Array.from({ length: d }, (_, k) => dot(at(k), w) - (k === i ? 1 : k === j ? -1 : 0));
  return { w, u, residual: Math.hypot(...off) / Math.sqrt(d) };
}

/** What tables, figures and claims call the network, which is none of the experiment's. */
const NAME = 'own draws';
const SUBJECT = 'networks that interpolate points drawn anew';

/** Every draw once: trials of one seed and dimension, such as those of several models, have the same. */
const ownDraws = (rows: readonly LawRow[]): LawRow[] => [
  ...new Map(rows.map((row) => [drawOf(row), { ...row, model: NAME }])).values(),
];

/**
 * The law of Theorem 1 over draws of its own: d Gaussian points, the network that interpolates their one-hot labels, and one pair of each draw.
 *
 *     X ~ N(0, 1)^{d×d},  W = X⁻¹ᵀ;  C = |⟨w_i − w_j, x_i − x_j⟩| / (‖w_i − w_j‖ ‖x_i − x_j‖)
 *     δ = 1 / ‖w_i − w_j‖,  ρ = δ / (‖x_i − x_j‖ / 2);  law: C = ρ, C² ~ Beta(1/2, (d − 1)/2)
 *
 * Pairs of one draw depend on one another, so that means over many pairs of few draws stray from the law; here every row is an independent draw, in
 * milliseconds, in float64 and without an engine. Of the experiment it takes the dimension only. Source: arXiv:2406.16200, Theorem 1.
 */
export const interpolationLaw = defineAnalysis({
  name: 'interpolation-law',
  summary: 'The law of Theorem 1 over independent draws of its own',
  params: strictObject({
    draws: optional(integer('draws of points per trial', { min: 1 }), 200),
  }),
  needs: ['data'],
  columns: {
    draw: column.integer('number of the draw in its trial'),
    ...LAW_COLUMNS,
    residual: column.number(
      'how far the two rows of the network are from interpolating, ‖X(w_i − w_j) − (e_i − e_j)‖ / √d',
    ),
  },
  passes: ({ draws }) => 5 * draws,
  async *run({ draws }, { dataset, random, signal, progress }) {
    const d = dataset.shape.reduce((a, b) => a * b, 1);
    for (const [k, stream] of drawsOf(draws, d, { random, signal, progress })) {
      const { w, u, residual } = draw(d, stream);
      yield {
        draw: k,
        dimension: d,
        classes: d,
        against: 'random',
        ...lawCells(w, u, 1),
        residual,
      };
    }
  },
  summarise: (rows) => {
    const { tables, figures, ...found } = summariseLaw(ownDraws(rows as readonly LawRow[]), () => SUBJECT);
    const own = <T extends { readonly name: string }>(list: readonly T[] = []): T[] =>
      list.map((one) => ({ ...one, name: one.name.replace('compression', 'interpolation') }));
    return { ...found, tables: own(tables), figures: own(figures) };
  },
});
