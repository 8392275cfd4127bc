import { column, defineAnalysis } from '@fragility/analysis';
import { FragilityError } from '@fragility/numerics';
import { integer } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { drawsOf } from '../law/draws.js';
import { LAW_COLUMNS, lawCells } from '../law/law-columns.js';
import { drawAgain, interpolatedPair, populationOf } from './draw.js';
import type { PopulationRow } from './rows.js';
import { summarisePopulations } from './summary.js';

const WHERE = 'analysis/population-law';

/**
 * Compression and robustness over independent draws of the experiment's own distribution: the network that interpolates one-hot labels, and one pair of each draw.
 *
 *     X w = t,  t_k = [y_k = y_i] − [y_k = y_j],  ‖w‖ least;   C = |⟨w, x_i − x_j⟩| / (‖w‖ ‖x_i − x_j‖)
 *     δ = 1 / ‖w‖,  ρ = δ / (‖x_i − x_j‖ / 2) = C;   Gaussian points, one class each: C² ~ Beta(1/2, (d − 1)/2)
 *
 * Of the experiment it takes the dataset, which must be a draw of a distribution; no model is asked. Draws whose points are linearly dependent have no row.
 * Source: question 1 of arXiv:2406.16200.
 */
export const populationLaw = defineAnalysis({
  name: 'population-law',
  summary: 'The law of Theorem 1 over independent draws of other distributions',
  params: strictObject({
    draws: optional(integer('draws of the dataset per trial', { min: 1 }), 200),
  }),
  needs: ['data'],
  columns: {
    draw: column.integer('number of the draw in its trial'),
    distribution: column.string('name of the distribution'),
    points: column.integer('number of points n'),
    ...LAW_COLUMNS,
    residual: column.number('how far the network is from interpolating, ‖X w − t‖ / √n'),
  },
  passes: ({ draws }) => 5 * draws,
  async *run({ draws }, { dataset, random, signal, progress }) {
    const population = populationOf(dataset, WHERE);
    const d = dataset.shape.reduce((a, b) => a * b, 1);
    const points = dataset.size.train;
    if (points > d)
      throw new FragilityError(
        {
          given: `there are ${points} points in ${d} dimensions`,
          expected: `at most ${d}: no linear network interpolates more`,
          remedy: 'lower points, or leave them out',
        },
        { where: WHERE, code: 'analysis/population', kind: 'input' },
      );
    for (const [draw, stream] of drawsOf(draws, d, { random, signal, progress })) {
      const found = interpolatedPair(await drawAgain(population, stream), stream);
      if (!found) continue;
      const { w, u, residual } = found;
      yield {
        draw,
        distribution: population.name,
        points,
        dimension: d,
        classes: dataset.classes.length,
        against: 'random',
        ...lawCells(w, u, 1),
        residual,
      };
    }
  },
  summarise: (rows, { draws }) => summarisePopulations(rows as readonly PopulationRow[], draws),
});
