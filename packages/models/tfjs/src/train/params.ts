import { z } from 'zod';

/** Parameters of the model `tfjs-trained`. */
export const trainedParams = z.strictObject({
  layers: z
    .array(z.record(z.string(), z.record(z.string(), z.unknown())))
    .min(1)
    .describe('layers in order, each { name: settings } as in tf.layers: { conv2d: { filters: 8, kernelSize: 3 } }'),
  backend: z.enum(['cpu', 'node', 'wasm']).default('cpu').describe('TensorFlow.js backend that trains'),
  optimizer: z.enum(['adam', 'sgd']).default('adam').describe('optimiser'),
  learningRate: z.number().positive().default(1e-3).describe('step length'),
  batch: z.int().positive().default(64).describe('examples per step'),
  epochs: z.int().positive().default(1).describe('passes over the training split'),
  save: z.string().min(1).optional().describe('folder for model.json and weights.bin, relative to the config'),
});

export type TrainedParams = z.output<typeof trainedParams>;
