import { onnxClassifier } from '@fragility/engine';
import { accuracy, defineModel, peekAt, type Classifier, type ModelContext } from '@fragility/model';
import { z } from 'zod';
import { naming } from './naming.js';
import { checkPath, filesOf, readSource } from './source.js';

const perChannel = z.union([z.number(), z.array(z.number()).min(1)]);
const sizes = z.array(z.int().positive()).min(1);

const params = z.strictObject({
  path: z.string().min(1).describe('ONNX file, folder that holds one, or URL; relative to the config'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'expected 64 hexadecimal digits')
    .optional()
    .describe(
      'checksum of the file, followed by the files beside it that hold its weights, in the order of their names',
    ),
  input: z
    .string()
    .optional()
    .describe('name of the input, as a check; inputs that the logits do not depend on are left out'),
  output: z.string().optional().describe('name of the output that holds the logits, where there are several'),
  graphShape: sizes.optional().describe('shape of one input, where the file leaves sizes open'),
  mean: perChannel.default(0).describe('subtracted from the image, one number or one per channel'),
  std: perChannel.default(1).describe('the image is divided by it, one number or one per channel'),
  channels: z.enum(['rgb', 'bgr']).default('rgb').describe('order of channels that the graph takes'),
  cutSoftmax: z.boolean().default(true).describe('cut a softmax at the end off'),
  quantisation: z
    .enum(['exact', 'straight-through'])
    .default('exact')
    .describe('whether gradients stop where numbers are rounded to few bits, or take the rounding for the identity'),
  evaluate: z.int().min(0).default(1000).describe('examples of the test split whose accuracy is reported, at most'),
});

/** The model of a file, its accuracy not measured. */
async function load(given: z.output<typeof params>, context: ModelContext): Promise<Classifier> {
  const { path, sha256, input, output, graphShape, mean, std, channels, cutSoftmax, quantisation } = given;
  const { dataset, engine, threads, folder, signal } = context;
  const { bytes, externalData, kept } = await readSource({ path, sha256, folder, signal });
  const options = {
    mean,
    std,
    channels,
    cutSoftmax,
    quantisation,
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
    ...(graphShape === undefined ? {} : { graphShape }),
    imageShape: dataset.shape,
    bounds: dataset.bounds,
    engine,
    ...(threads === undefined ? {} : { threads }),
    facts: { file: path },
    externalData,
  };
  return naming(path, kept, () => onnxClassifier(bytes, options));
}

/**
 * Any classifier in an ONNX file, differentiated by the engine and run natively:
 *
 *     f(x) = graph((x − mean) / std)
 *
 * Images `[height, width, channels]` are turned to the layout that the graph takes; a softmax at its end is cut off.
 *
 * @throws FragilityError `model-onnx/path`, `model-onnx/url`, `model-onnx/location`, `model-onnx/large`, `model-onnx/checksum`, and those of `onnxClassifier`.
 * @example onnx.params.parse({ path: 'resnet18.onnx', mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }).channels; // 'rgb'
 */
export const onnx = defineModel({
  name: 'onnx',
  summary: 'Any classifier in an ONNX file, differentiated and run natively',
  params,
  peek: async (params, { dataset, needs, features, ...context }) => {
    const { path } = params;
    await checkPath({ path, folder: context.folder });
    if (needs === 'logits' && !features) return { offers: 'logits' };
    return peekAt(load(params, { ...context, dataset: await dataset() }));
  },
  files: ({ path }, { folder }) => filesOf({ path: String(path), folder }),
  build: async (params, context) => {
    const model = await load(params, context);
    const { dataset } = context;
    const { evaluate } = params;
    if (model.classes !== dataset.classes.length || evaluate === 0 || dataset.size.test === 0) return model;
    const size = { ...dataset.size, test: Math.min(evaluate, dataset.size.test) };
    const reached = await accuracy(model, { ...context, dataset: { ...dataset, size } }, 'test').catch(
      async (error: unknown) => {
        await model.dispose?.();
        throw error;
      },
    );
    return { ...model, facts: { ...model.facts, 'test accuracy': reached } };
  },
});
