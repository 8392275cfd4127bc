import { column, defineAnalysis, type SweptRow } from '@fragility/analysis';
import { FragilityError } from '@fragility/numerics';
import { integer } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { drawsOf } from '../law/draws.js';
import { drawAgain, populationOf } from '../population/draw.js';
import { worstOf } from './draw.js';
import { summariseWorst, type WorstRow } from './summary.js';

const WHERE = 'analysis/worst-class';

/**
 * Theorem 1 around a point: the smallest perturbation over all classes, the minimum distance of the points, and the direction that the network kept.
 *
 *     W = X⁻¹,  δ_ij = 1/‖w_i − w_j‖,  min_j δ_ij;   min ‖x_k − x_l‖ ≥ (1 − ε) √(2d) with high probability
 *     X = QR with x_i last:  w_i = q_d / r_dd, so that no step orthogonal to q_d changes f_i
 *
 * Over independent draws of the experiment's own distribution, d points of one class each; no model is asked. Source: arXiv:2406.16200, §3.
 */
export const worstClass = defineAnalysis({
  name: 'worst-class',
  summary: 'Smallest perturbation over all classes, minimum distance and QR view of Theorem 1',
  params: strictObject({ draws: optional(integer('draws of the dataset per trial', { min: 1 }), 100) }),
  needs: ['data'],
  columns: {
    draw: column.integer('number of the draw in its trial'),
    dimension: column.integer('input dimension d, the number of points and classes'),
    distance: column.number('δ_ij of a random class j'),
    worst_distance: column.number('min over j of δ_ij'),
    optimal_distance: column.number('half the distance of the nearest other point'),
    minimum_distance: column.number('smallest distance of two points / √(2d)'),
    direction_residual: column.number('how far w_i/‖w_i‖ is from ± q_d of the QR decomposition'),
    orthogonal_change: column.number('change of f_i by a step orthogonal to q_d / by one along it'),
  },
  passes: ({ draws }) => 20 * draws,
  async *run({ draws }, { dataset, random, signal, progress }) {
    const population = populationOf(dataset, WHERE);
    const d = dataset.shape.reduce((a, b) => a * b, 1);
    if (dataset.size.train !== d || dataset.classes.length !== d)
      throw new FragilityError(
        {
          given: `there are ${dataset.size.train} points of ${dataset.classes.length} classes in ${d} dimensions`,
          expected: `${d} points of one class each`,
          remedy: 'leave points and classes out',
        },
        { where: WHERE, code: 'analysis/population', kind: 'input' },
      );
    for (const [draw, stream] of drawsOf(draws, d, { random, signal, progress })) {
      const { inputs } = await drawAgain(population, stream);
      yield { draw, dimension: d, ...worstOf(inputs, stream) };
    }
  },
  summarise: (rows) => summariseWorst(rows as readonly (SweptRow & WorstRow)[]),
});
