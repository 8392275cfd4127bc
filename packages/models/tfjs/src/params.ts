import { z } from 'zod';

const perChannel = (what: string) =>
  z
    .union([z.number(), z.array(z.number()).min(1)])
    .optional()
    .describe(what);

/** What is done to an input x, in the dataset's units, before the network sees it: ((x · scale + offset) − mean)/std. */
export const preprocessingParams = {
  scale: perChannel('multiplies the input, one number or one for each channel'),
  offset: perChannel('is added after scale'),
  mean: perChannel('is subtracted after offset'),
  std: perChannel('divides after mean'),
};

export const boundsParam = z
  .tuple([z.number(), z.number()])
  .nullable()
  .optional()
  .describe('range of every input, [low, high], or null for the whole space; by default the dataset’s');

/** Parameters of the model `tfjs`. */
export const tfjsParams = z.strictObject({
  path: z.string().min(1).describe('path of model.json or its folder, relative to the config, or an http(s) URL'),
  checksum: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/, 'expected 64 hexadecimal digits')
    .optional()
    .describe('SHA-256 of model.json followed by every shard; refused when different'),
  cache: z.string().min(1).optional().describe('folder in which the files of a URL are kept, relative to the config'),
  backend: z
    .enum(['auto', 'engine', 'cpu', 'wasm', 'node'])
    .default('auto')
    .describe('engine: converted, runs natively; cpu, wasm, node: TensorFlow.js; auto: engine where it can, else cpu'),
  output: z.string().min(1).optional().describe('layer whose value is the output, for models with several'),
  precision: z
    .enum(['float32', 'float64'])
    .default('float32')
    .describe('float64: engine only, without convolutions and average pooling'),
  ...preprocessingParams,
  bounds: boundsParam,
  batch: z.int().positive().default(32).describe('cpu, wasm, node: examples of one call'),
  check: z
    .boolean()
    .default(true)
    .describe('cpu, wasm, node: compare outputs with plain JavaScript and gradients with finite differences at load'),
});

export type TfjsParams = z.output<typeof tfjsParams>;
