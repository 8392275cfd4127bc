import { defineModel, peekAt, type Classifier, type ModelContext } from '@fragility/model';
import { engineClassifier } from './engine-classifier.js';
import { AS_ONNX, fail, TfjsError, type Code, type Lacking } from './error.js';
import { checkLocation, readModelFiles, type ModelFiles } from './layers-model/read.js';
import { filesOf } from './layers-model/source.js';
import { naming } from './naming.js';
import { tfjsParams, type TfjsParams } from './params.js';
import type { Backend } from './run/backend.js';
import { tensorModel } from './tensor-model.js';

type Settings = Omit<TfjsParams, 'path' | 'checksum' | 'cache'>;

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Why a model cannot be converted, in few words; undefined for errors that no backend mends. */
const without = (error: unknown): string | undefined =>
  error instanceof TfjsError && error.layer
    ? error.layer.anywhere
      ? undefined
      : `layer '${error.layer.name}' (${error.layer.class}) ${error.layer.lacks}`
    : error instanceof TfjsError && error.code === 'tfjs/layer'
      ? error.given
      : undefined;

/** Errors of a model that TensorFlow.js does not run, or not rightly, whatever is installed. */
const NOT_RUN: ReadonlySet<Code> = new Set(['forward', 'gradient', 'kernel', 'layer', 'topology', 'weight']);

/** The error of a model that neither the engine runs, for a reason, nor TensorFlow.js. */
function neither(why: string, cause: TfjsError, layer: Lacking | undefined): TfjsError {
  const { reason, given = cause.sentence, expected, remedy = '' } = cause;
  const statement = {
    given: `${why}, so that the engine does not run the model; nor does TensorFlow.js: ${given}`,
    ...(expected === undefined ? {} : { expected }),
    remedy: NOT_RUN.has(reason) ? AS_ONNX : remedy,
  };
  return new TfjsError(reason, statement, { cause, layer });
}

/** A model that has been read, on the backend that is asked for, or on the engine where it can be converted. */
export async function classifierOf(
  files: ModelFiles,
  { backend, output, precision, scale, offset, mean, std, bounds, batch, check }: Settings,
  { dataset, engine, threads, progress }: ModelContext,
  facts: Readonly<Record<string, string | number>>,
): Promise<Classifier> {
  const shared = {
    output,
    preprocessing: { scale, offset, mean, std },
    bounds: bounds === undefined ? dataset.bounds : bounds,
    inputShape: dataset.shape,
  };
  const tensors = (on: Backend, why?: string): Promise<Classifier> =>
    precision === 'float64'
      ? fail('precision', {
          given: `precision is float64, TensorFlow.js computes in float32${why ? `, and ${why}` : ''}`,
          remedy: 'use float32',
        })
      : tensorModel(files, {
          ...shared,
          backend: on,
          batch,
          check,
          facts: { ...facts, ...(why ? { 'not converted': why } : {}) },
        });
  const converted = (): Promise<Classifier> =>
    files.format === 'graph-model'
      ? fail('layer', {
          given: 'the model is a graph-model, which has no counterpart in the engine',
          remedy: 'use backend: cpu, or save it as a layers-model',
        })
      : engineClassifier(files, { ...shared, precision, engine, threads, facts });
  if (backend !== 'auto' && backend !== 'engine') return tensors(backend);
  try {
    return await converted();
  } catch (error) {
    const why = without(error);
    if (backend === 'engine' || why === undefined) throw error;
    progress?.(0, `not converted, runs on tfjs cpu: ${why}`);
    return tensors('cpu', why).catch((cause: unknown) => {
      if (!(cause instanceof TfjsError)) throw cause;
      throw neither(why, cause, (error as TfjsError).layer);
    });
  }
}

/** The same model with the shape that the dataset gives an input, where it has as many values. */
export const shapedLike = <M extends Classifier>(model: M, shape: readonly number[]): M =>
  sizeOf(model.inputShape) === sizeOf(shape) ? { ...model, inputShape: shape } : model;

/**
 * A TensorFlow.js layers-model or graph-model from disk or URL. A layers-model whose layers all have counterparts is converted to a graph
 * of the engine and runs natively; a final softmax is cut off, so that logits are attacked.
 *
 *     f(x) = network(((x · scale + offset) − mean)/std),   x and budgets in the dataset's units
 *
 * @throws FragilityError `tfjs/file`, `tfjs/shard`, `tfjs/weight`, `tfjs/checksum`, `tfjs/layer`, `tfjs/output`, `tfjs/backend`, `tfjs/gradient`.
 * @example tfjs.params.safeParse({ path: 'model.json' }).success; // true
 */
export const tfjs = defineModel({
  name: 'tfjs',
  summary: 'TensorFlow.js model from disk or URL, converted to run natively where possible',
  params: tfjsParams,
  peek: async ({ path, checksum, cache, ...settings }, { dataset, needs, features, ...context }) => {
    const { folder, signal } = context;
    if (needs === 'logits' && !features) {
      await checkLocation(path, { folder });
      return { offers: 'logits' };
    }
    const files = await readModelFiles(path, { folder, cache, checksum, signal });
    const opened = { ...context, dataset: await dataset() };
    return peekAt(naming(path, () => classifierOf(files, { ...settings, check: false }, opened, {})));
  },
  files: ({ path }, { folder }) => filesOf(String(path), folder),
  build: async ({ path, checksum, cache, ...settings }, context) => {
    const { folder, signal } = context;
    const files = await readModelFiles(path, { folder, cache, checksum, signal });
    const facts = { file: path, checksum: files.checksum };
    const model = await naming(path, () => classifierOf(files, settings, context, facts));
    return shapedLike(model, context.dataset.shape);
  },
});
