import {
  denseTrajectory,
  denseWeights,
  fitDense,
  fitParams,
  hasResidualForm,
  precisionParam,
  reportedClassifier,
} from '@fragility/training';
import { defineModel } from '@fragility/model';
import type { Activation } from '@fragility/numerics/dense';
import { z } from 'zod';

type Name = 'relu' | 'leaky-relu' | 'tanh' | 'gelu' | 'power';

const activationOf = (name: Name, power: number): Activation => {
  switch (name) {
    case 'leaky-relu':
      return { kind: 'leaky-relu', slope: 0.01 };
    case 'power':
      return power === 1 ? { kind: 'relu' } : { kind: 'power', power };
    default:
      return { kind: name };
  }
};

const [DEPTH, WIDTH, POWER] = [2, 128, 2];

const params = z
  .strictObject({
    hidden: z.array(z.int().positive()).optional().describe('widths of the hidden layers, instead of depth and width'),
    depth: z.int().min(1).max(64).default(DEPTH).describe('layers with weights, the logits included'),
    width: z.int().positive().default(WIDTH).describe('width of every hidden layer'),
    bottleneck: z.int().positive().optional().describe('width of a linear layer before the logits; none if left out'),
    activation: z.enum(['relu', 'leaky-relu', 'tanh', 'gelu', 'power']).default('relu').describe('between layers'),
    power: z.int().min(1).max(8).default(POWER).describe('p of the activation power, max(0, z)^p'),
    residual: z.boolean().default(false).describe('whether hidden layers add their input to their output'),
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
  })
  .refine(({ hidden, depth, width }) => !hidden || (depth === DEPTH && width === WIDTH), {
    message: 'given beside depth or width; leave one of the two ways out',
    path: ['hidden'],
  })
  .refine(({ activation, power }) => activation === 'power' || power === POWER, {
    message: 'given for an activation that has none; it is of activation: power, leave it out',
    path: ['power'],
  })
  .refine(({ activation, power, residual }) => !residual || hasResidualForm(activationOf(activation, power)), {
    message:
      'true for an activation whose units cannot carry their input on; take relu, leaky-relu or gelu, or leave it out',
    path: ['residual'],
  })
  .refine((given) => !given.residual || hiddenOf(given).some((w, k, all) => w === all[k - 1]), {
    message: 'true for a network without neighbouring hidden layers of one width; raise depth, or leave it out',
    path: ['residual'],
  });

function hiddenOf({
  hidden,
  depth,
  width,
}: {
  readonly hidden?: number[] | undefined;
  readonly depth: number;
  readonly width: number;
}): number[] {
  return hidden ?? Array.from({ length: depth - 1 }, () => width);
}

/**
 * A fully connected network with an activation σ between its layers, f(x) = W_L σ(… σ(W_1 x + b_1)) + b_L, trained natively or read from
 * an ONNX file. Leaky ReLU multiplies negative values by 0.01; power is max(0, z)^p.
 *
 * With `residual`, h_k = h_{k−1} + σ(W_k h_{k−1} + b_k) between hidden layers of one width; with `bottleneck`, logits are W B h, B of that many rows.
 * Source of the initialisation: He et al., arXiv:1502.01852 (tanh: Glorot & Bengio 2010).
 *
 * @throws FragilityError `training/file`, `engine/onnx` for a file that holds no dense network, `training/diverged`.
 * @example
 * const model = await buildModel(reluMlp, { hidden: [8], fit: { method: 'adam', steps: 10 } }, context);
 * model.facts?.['steps']; // 10
 */
export const reluMlp = defineModel({
  name: 'relu-mlp',
  summary: 'Fully connected network of any depth, widths and activation, with residual connections or a bottleneck',
  params,
  build: async ({ activation, power, bottleneck, residual, bias, precision, fit, ...sizes }, context) =>
    reportedClassifier(
      await fitDense(
        fit,
        { hidden: hiddenOf(sizes), bias, precision, activation: activationOf(activation, power), bottleneck, residual },
        context,
      ),
      precision,
      context,
    ),
  weights: denseWeights,
  trajectory: denseTrajectory,
});
