import {
  denseTrajectory,
  denseWeights,
  fitDense,
  linearFitParams,
  precisionParam,
  reportedClassifier,
  trainingExamples,
  type Fitted,
} from '@fragility/training';
import { defineModel, type ModelContext } from '@fragility/model';
import { FragilityError } from '@fragility/numerics';
import { z } from 'zod';
import { interpolate } from './interpolate.js';

const params = z.strictObject({
  hidden: z.array(z.int().positive()).default([]).describe('widths of hidden layers, without activations between them'),
  bias: z.boolean().default(false).describe('whether layers have biases'),
  precision: precisionParam('float64'),
  fit: linearFitParams
    .default({ method: 'interpolate' })
    .describe('interpolate: exactly W x_i = one-hot(y_i); adam, sgd: trained; file: read from an ONNX file'),
});

async function exact(context: ModelContext): Promise<Fitted> {
  const { inputs, labels } = await trainingExamples(context, 'model/linear');
  const { layers, residual } = interpolate(inputs, labels, context.dataset.classes.length);
  return { layers: [...layers], facts: { 'interpolation residual': residual } };
}

async function fitted(
  { hidden, bias, precision, fit }: z.output<typeof params>,
  context: ModelContext,
): Promise<Fitted> {
  if (fit.method !== 'interpolate')
    return fitDense(fit, { hidden, bias, precision, activation: { kind: 'identity' } }, context);
  if (hidden.length > 0 || bias) {
    throw new FragilityError(
      {
        given: `hidden is [${hidden.join(', ')}] and bias is ${bias}, but fit: interpolate gives one matrix W`,
        remedy: 'leave both out, or train with adam or sgd',
      },
      { where: 'model/linear', code: 'model/interpolate', kind: 'input' },
    );
  }
  return exact(context);
}

/**
 * A linear network of any depth, f(x) = W_L ⋯ W_1 x (+ biases): the exact interpolation of the training points, or trained.
 *
 * For d points in R^d with one class each, `interpolate` is W = X⁻¹, the network of theorem 1. Source: arXiv:2406.16200, section 3.
 *
 * @example
 * const model = await buildModel(linear, { fit: { method: 'interpolate' } }, context);
 * model.facts?.['train accuracy']; // 1
 */
export const linear = defineModel({
  name: 'linear',
  summary: 'Linear network of any depth: exact interpolation W = X⁻¹, or trained',
  params,
  build: async (given, context) => {
    const result = await fitted(given, context);
    const curved = result.layers.find(({ activation }) => activation.kind !== 'identity');
    if (curved) {
      throw new FragilityError(
        {
          given: `the file holds a ${curved.activation.kind} network`,
          expected: 'a linear one',
          remedy: 'use the model relu-mlp',
        },
        { where: 'model/linear', code: 'model/activation', kind: 'input' },
      );
    }
    return reportedClassifier(result, given.precision, context);
  },
  weights: denseWeights,
  trajectory: denseTrajectory,
});
