import { z } from 'zod';

const trained = {
  loss: z
    .enum(['cross-entropy', 'mse'])
    .default('cross-entropy')
    .describe('cross-entropy of the labels, or mean squared error to one-hot targets'),
  learningRate: z.number().positive().default(1e-3).describe('step length'),
  schedule: z.enum(['constant', 'cosine']).default('constant').describe('cosine lowers the step length to 0'),
  batch: z
    .union([z.int().positive(), z.literal('full')])
    .default('full')
    .describe('examples per step'),
  steps: z.int().min(0).optional().describe('optimiser steps at most'),
  epochs: z.int().min(0).optional().describe('passes over the training split at most'),
  stopAtLoss: z.number().optional().describe('stop when the loss is at most this'),
};

const limited = ({ steps, epochs }: { steps?: number | undefined; epochs?: number | undefined }): boolean =>
  steps !== undefined || epochs !== undefined;
const unlimited = { message: 'neither steps nor epochs; give at least one', path: ['steps'] };

const adam = z.strictObject({ method: z.literal('adam'), ...trained }).refine(limited, unlimited);
const sgd = z
  .strictObject({
    method: z.literal('sgd'),
    ...trained,
    momentum: z.number().min(0).lt(1).default(0).describe('share of the previous step that is kept'),
  })
  .refine(limited, unlimited);
const file = z.strictObject({
  method: z.literal('file'),
  path: z.string().min(1).describe('ONNX file of a dense network; it brings its own widths and activations'),
});
const interpolate = z.strictObject({ method: z.literal('interpolate') });

/**
 * How a dense network gets its weights: trained, or read from a file.
 *
 * @example fitParams.parse({ method: 'sgd', epochs: 3 }).method; // 'sgd'
 */
export const fitParams = z.discriminatedUnion('method', [adam, sgd, file]);

/**
 * {@link fitParams}, or for linear networks also the exact solution of f(x_i) = one-hot(y_i).
 *
 * @example linearFitParams.parse({ method: 'interpolate' }); // { method: 'interpolate' }
 */
export const linearFitParams = z.discriminatedUnion('method', [interpolate, adam, sgd, file]);

export type FitParams = z.output<typeof fitParams>;
export type LinearFitParams = z.output<typeof linearFitParams>;

/**
 * Precision in which a model evaluates, as a parameter.
 *
 * @example precisionParam('float64').parse(undefined); // 'float64'
 */
export const precisionParam = (precision: 'float32' | 'float64') =>
  z.enum(['float32', 'float64']).default(precision).describe('precision of training and evaluation');
