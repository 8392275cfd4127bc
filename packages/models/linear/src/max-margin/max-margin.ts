import { denseWeights, precisionParam, reportedClassifier, trainingExamples } from '@fragility/training';
import { defineModel, type ModelContext } from '@fragility/model';
import { FragilityError, type ErrorMessage } from '@fragility/numerics';
import type { DenseLayer } from '@fragility/numerics/dense';
import { z } from 'zod';
import { separate, type Separation } from './solve.js';

/** What the conditions of an optimum may be violated by. */
const LARGEST_RESIDUAL = 1e-6;

const fail = (message: ErrorMessage, code: string, kind: 'input' | 'failure' = 'input'): never => {
  throw new FragilityError(message, { where: 'model/max-margin', code: `model/${code}`, kind });
};

async function separation(free: boolean, context: ModelContext): Promise<Separation> {
  const { classes } = context.dataset;
  if (classes.length !== 2)
    fail(
      { given: `the dataset has ${classes.length} classes`, expected: 'two', remedy: 'give it classes: 2' },
      'two-classes',
    );
  const { inputs, labels } = await trainingExamples(context, 'model/max-margin');
  const [n, d] = [labels.length, inputs.data.length / labels.length];
  if (labels.every((label) => label === labels[0]))
    fail(
      {
        given: `all ${n} training examples have the class ${labels[0]}`,
        expected: 'both classes',
        remedy: 'take more examples, or others',
      },
      'two-classes',
    );
  const signs = labels.map((label) => (label === 1 ? 1 : -1));
  const found =
    separate(inputs, signs, free) ??
    fail(
      {
        given: `no hyperplane${free ? '' : ' through the origin'} separates the classes of ${n} points in ${d} dimensions`,
        expected: `separable classes (random labels: n < 2d = ${2 * d})`,
        remedy: free ? 'take fewer points' : 'take fewer points, or bias: true',
      },
      'separable',
    );
  if (!(found.kkt <= LARGEST_RESIDUAL))
    fail(
      {
        given: `the conditions of an optimum are violated by ${found.kkt.toExponential(1)}`,
        expected: `at most ${LARGEST_RESIDUAL}`,
        remedy: 'remove points that are nearly equal and have different classes, or scale the inputs',
      },
      'optimum',
      'failure',
    );
  return found;
}

/** f_1 = (⟨w, x⟩ + b)/2 = −f_0, so that g_10 = ⟨w, x⟩ + b. */
const layerOf = ({ weight, bias }: Separation): DenseLayer => ({
  inputs: weight.length,
  outputs: 2,
  weight: Float64Array.of(...weight.map((value) => -value / 2), ...weight.map((value) => value / 2)),
  bias: Float64Array.of(-bias / 2, bias / 2),
  activation: { kind: 'identity' },
});

/**
 * The linear classifier of two classes with the largest margin, exactly: the hard-margin support vector machine, by a quadratic program in float64.
 *
 *     min ‖w‖²/2 subject to y_i (⟨w, x_i⟩ + b) ≥ 1;   every training point stands at least 1/‖w‖ from the boundary
 *
 * For α = n/d random points and labels, and no bias, the margin tends to Gardner's κ(α). Source: Cortes & Vapnik, Machine Learning 1995.
 *
 * @throws FragilityError `model/two-classes`, `model/separable` for classes that no hyperplane separates, `model/optimum` where rounding
 *   leaves the optimum in doubt.
 * @example
 * const four = await buildModel(maxMargin, {}, context).catch(({ code }) => code);
 * four; // 'model/two-classes'
 */
export const maxMargin = defineModel({
  name: 'max-margin',
  summary: 'Linear classifier of two classes with the largest margin, by a quadratic program',
  params: z.strictObject({
    bias: z.boolean().default(false).describe('whether the boundary may miss the origin'),
    precision: precisionParam('float64'),
  }),
  build: async ({ bias, precision }, context) => {
    const found = await separation(bias, context);
    const facts = {
      margin: found.margin,
      'support vectors': found.multipliers.filter((alpha) => alpha > 0).length,
      'KKT residual': found.kkt,
    };
    return reportedClassifier({ layers: [layerOf(found)], facts }, precision, context);
  },
  weights: denseWeights,
});
