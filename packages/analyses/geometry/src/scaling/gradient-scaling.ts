import { column, defineAnalysis } from '@fragility/analysis';
import { normOf } from '@fragility/numerics';
import { cell, EXAMPLE_COLUMNS } from '../shared/columns.js';
import { perExample } from '../shared/per-example.js';
import { summariseScaling } from './scaling-summary.js';

const COLUMNS = {
  ...EXAMPLE_COLUMNS,
  dimension: column.integer('input dimension d'),
  gradient_l1: column.number('‖∇g(x)‖₁, what an L∞ perturbation of size 1 adds to first order'),
  gradient_linf: column.number('largest |∂g/∂x_k|'),
  margin_size: column.number('|g(x)|'),
} as const;

/**
 * How margins and their gradients grow with the dimension of the inputs.
 *
 *     b of log |g| = a + b log d,   the same for log ‖∇g‖₁ and log ‖∇g‖₂,   g = f_y − f_j, j the strongest other class
 *
 * With weights of variance 1/fan-in, as at initialisation, ∂g/∂x_k ∼ 1/√d whatever the layers: ‖∇g‖₁ ∼ √d and ‖∇g‖₂ ∼ 1.
 * Source: Simon-Gabriel et al., ICML 2019, arXiv:1802.01421.
 *
 * @example
 * const given = { model, examples, random: random(1) } as never;
 * for await (const row of runAnalysis(gradientScaling, {}, given)) console.log(row['gradient_l1']);
 */
export const gradientScaling = defineAnalysis({
  name: 'gradient-scaling',
  summary: 'Slopes of margins and gradient norms in the input dimension',
  columns: COLUMNS,
  ...perExample(({ x, gradient, margin }) => ({
    dimension: x.length,
    gradient_l1: cell(normOf(gradient, 'l1')),
    gradient_linf: cell(normOf(gradient, 'linf')),
    margin_size: cell(Math.abs(margin)),
  })),
  summarise: (rows) => summariseScaling(rows),
});
