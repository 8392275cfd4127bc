import { denseWeights, fitDense, fitParams, precisionParam, reportedClassifier } from '@fragility/training';
import { defineModel } from '@fragility/model';
import type { Activation } from '@fragility/numerics/dense';
import { z } from 'zod';

const activations = {
  relu: { kind: 'relu' },
  'leaky-relu': { kind: 'leaky-relu', slope: 0.01 },
  tanh: { kind: 'tanh' },
} as const satisfies Record<string, Activation>;

/**
 * A fully connected network with an activation σ between its layers, f(x) = W_L σ(… σ(W_1 x + b_1)) + b_L, trained natively or read from
 * an ONNX file. Leaky ReLU multiplies negative values by 0.01.
 *
 * Source of the initialisation: He et al., arXiv:1502.01852 (tanh: Glorot & Bengio 2010).
 *
 * @throws FragilityError `training/file`, `engine/onnx` for a file that holds no dense network, `training/diverged`.
 * @example
 * const model = await buildModel(reluMlp, { hidden: [8], fit: { method: 'adam', steps: 10 } }, context);
 * model.facts?.['steps']; // 10
 */
export const reluMlp = defineModel({
  name: 'relu-mlp',
  summary: 'Fully connected ReLU, leaky-ReLU or tanh network of any widths',
  params: z.strictObject({
    hidden: z.array(z.int().positive()).min(1).default([128]).describe('widths of the hidden layers'),
    activation: z.enum(['relu', 'leaky-relu', 'tanh']).default('relu').describe('between layers'),
    bias: z.boolean().default(true).describe('whether layers have biases'),
    precision: precisionParam('float32'),
    fit: fitParams
      .default({
        method: 'adam',
        loss: 'cross-entropy',
        learningRate: 1e-3,
        schedule: 'constant',
        batch: 128,
        epochs: 5,
      })
      .describe('adam, sgd: trained on the training split; file: read from an ONNX file'),
  }),
  build: async ({ hidden, activation, bias, precision, fit }, context) =>
    reportedClassifier(
      await fitDense(fit, { hidden, bias, precision, activation: activations[activation] }, context),
      precision,
      context,
    ),
  weights: denseWeights,
});
