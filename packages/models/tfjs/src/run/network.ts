import type { Tensor } from '@tensorflow/tfjs-core';
import { fail, reasonOf } from '../error.js';
import type { ModelFiles } from '../layers-model/read.js';
import { cutEnd } from '../layers-model/end.js';
import { parseTopology } from '../layers-model/topology.js';
import { inputShapeOf } from '../convert/convert.js';
import { artifactsOf, withoutSoftmax } from './artifacts.js';
import { openGraphModel } from './graph-model.js';
import { forTensorFlow } from './keras.js';
import type { TensorFlow } from './load.js';

/** A model as a function of tensors, `[n, ...inputShape]` to logits. */
export interface TensorNetwork {
  readonly inputShape: readonly number[];
  /** What was cut off the end, if it was a softmax or the sigmoid of a binary classifier. */
  readonly cut?: string | undefined;
  /** Whether the output is one value z that stands for the logits (0, z). */
  readonly binary?: true | undefined;
  apply(x: Tensor): Tensor;
  dispose(): void;
}

export interface NetworkOptions {
  /** Layer or node whose value is the output; default: the model's output. */
  readonly output?: string | undefined;
  /** Shape of one input, where the model leaves sizes open. */
  readonly inputShape?: readonly number[] | undefined;
}

async function openLayersModel(tf: TensorFlow, given: ModelFiles, options: NetworkOptions): Promise<TensorNetwork> {
  const files = forTensorFlow(given);
  const parsed = parseTopology(files.topology, options.output);
  const { fact, softmax, binary } = cutEnd(parsed);
  const topology = softmax === undefined ? files.topology : withoutSoftmax(files.topology, softmax);
  const inputShape = inputShapeOf(parsed, options.inputShape);
  const handler = tf.core.io.fromMemory(artifactsOf({ ...files, topology }));
  const loaded = await tf.layers.loadLayersModel(handler).catch((cause: unknown) => {
    return fail('topology', `tfjs does not load ${files.location}: ${reasonOf(cause)}; save the model again`, cause);
  });
  const { output } = options;
  const model =
    output === undefined
      ? loaded
      : tf.layers.model({ inputs: loaded.inputs, outputs: loaded.getLayer(output).output as never });
  return {
    inputShape,
    cut: fact,
    binary,
    apply: (x) => model.predict(x, { batchSize: x.shape[0]! }) as Tensor,
    dispose: () => loaded.dispose(),
  };
}

/**
 * Opens a layers-model or graph-model in TensorFlow.js.
 *
 * @throws FragilityError `tfjs/topology` when tfjs refuses it; `tfjs/input`, `tfjs/output`, `tfjs/shape`.
 */
export const openNetwork = (tf: TensorFlow, files: ModelFiles, options: NetworkOptions = {}): Promise<TensorNetwork> =>
  files.format === 'graph-model' ? openGraphModel(tf, files, options) : openLayersModel(tf, files, options);
