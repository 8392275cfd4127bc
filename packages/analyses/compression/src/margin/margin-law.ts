import { column, defineAnalysis } from '@fragility/analysis';
import { FragilityError, gardnerKappa, logitDifference, minimum, normOf, row, rows } from '@fragility/numerics';
import { forward, isAffine, vjp } from '@fragility/numerics/dense';
import { strictObject } from 'valibot';
import { summariseMargins, type MarginRow } from './summary.js';

const WHERE = 'analysis/margin-law';

const refuse = (given: string, expected: string, remedy: string): never => {
  throw new FragilityError({ given, expected, remedy }, { where: WHERE, code: 'analysis/margin-law', kind: 'input' });
};

/**
 * The margin of a linear classifier of two classes, beside the largest that there is for random points with random labels.
 *
 *     margin = min_i g(x_i) / ‖∇g‖,   g = f_y − f_other        κ(α): ∫_{−κ}^∞ (z + κ)² φ(z) dz = 1/α,  α = n/d < 2
 *
 * Of the classifier of the largest margin, without a bias, margin → κ(α) for n = αd points of N(0, I_d), d → ∞. One row a trial, a draw of points.
 * Source: Gardner, J. Phys. A 21 (1988), 257; arXiv:2406.16200, §4.
 *
 * @throws FragilityError `analysis/margin-law` for more than two classes, a network that is not affine, and α ≥ 2.
 */
export const marginLaw = defineAnalysis({
  name: 'margin-law',
  summary: "Margin of a linear classifier of two classes beside Gardner's κ(α)",
  params: strictObject({}),
  needs: ['data', 'dense'],
  columns: {
    dimension: column.integer('input dimension d'),
    points: column.integer('number of points n'),
    load: column.number('α = n/d'),
    margin: column.number('smallest distance of a point to the boundary, negative on the wrong side'),
    kappa: column.number('κ(α), the largest margin in the limit'),
    relative_margin: column.number('margin / κ(α)'),
  },
  passes: () => 1,
  async *run(_, { examples: { inputs, labels }, model: { layers, classes } }) {
    if (classes !== 2) refuse(`there are ${classes} classes`, 'two', 'give the dataset classes: 2');
    if (!isAffine(layers))
      refuse('the network is not affine', 'a linear classifier', 'use max-margin, or leave margin-law out');
    const [n, d] = [labels.length, inputs.data.length / labels.length];
    if (n >= 2 * d)
      refuse(
        `there are ${n} points in ${d} dimensions`,
        `fewer than ${2 * d}: κ(α) ends at α = 2`,
        'take fewer points',
      );
    const difference = (label: number) => logitDifference(1 - label, label);
    const slope = normOf(vjp(layers, row(inputs, 0), difference(0)(new Float64Array(2)).cotangent), 'l2');
    if (!(slope > 0))
      refuse('the logits are the same at all points', 'a boundary between the classes', 'train the model');
    const values = rows(inputs).map((x, i) => difference(labels[i]!)(forward(layers, x)).value);
    const margin = minimum(values) / slope;
    const kappa = gardnerKappa(n / d);
    yield { dimension: d, points: n, load: n / d, margin, kappa, relative_margin: margin / kappa };
  },
  summarise: (given) => summariseMargins(given as readonly MarginRow[]),
});
