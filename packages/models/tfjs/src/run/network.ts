import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { inputShapeOf } from '../convert/convert.js';
import { endOf } from '../convert/end.js';
import { AS_ONNX, fail, reasonOf } from '../error.js';
import { canonical } from '../layers-model/canonical.js';
import type { ModelFiles } from '../layers-model/read.js';
import { tailOf } from '../convert/tail.js';
import { parseTopology, type Topology } from '../layers-model/topology.js';
import { artifactsOf, passing } from './artifacts.js';
import { decided } from './ends/decided.js';
import { ending } from './ends/ending.js';
import { openGraphModel } from './graph-model.js';
import { forTensorFlow } from './keras.js';
import { checkClasses, layersOf, nameFailures } from './layer.js';
import type { NetworkOptions, TensorNetwork, Within } from './tensor-network.js';
import type { TensorFlow } from './tensorflow.js';

/** Opens a model in TensorFlow.js, whose layers say which of them failed. */
async function load(tf: TensorFlow, files: ModelFiles): Promise<LayersModel> {
  checkClasses(tf, files.topology);
  const loaded = await tf.layers
    .loadLayersModel(tf.core.io.fromMemory(artifactsOf(files)))
    .catch((cause: unknown) =>
      fail(
        'topology',
        { given: `tfjs does not load ${files.location}: ${reasonOf(cause).replace(/\.$/, '')}`, remedy: AS_ONNX },
        cause,
      ),
    );
  nameFailures(loaded);
  return loaded;
}

/** Shape of the value that a tail begins with, where TensorFlow.js knows it. */
function entryShape(model: LayersModel, { input, layers }: Topology, entry: string, inputShape: readonly number[]) {
  if (entry === input.id) return inputShape;
  const { name } = layers.find(({ id }) => id === entry)!;
  const layer = layersOf(model).find((each) => each.name === name);
  const shape = layer && layer.inboundNodes.length > 0 ? layer.outputShape.slice(1) : undefined;
  return shape?.every((size) => typeof size === 'number' && size > 0) ? (shape as number[]) : undefined;
}

/** Whether every name stands for one use of one layer, so that changing the layer changes nothing else. */
const once = (names: readonly string[], { layers }: Topology): boolean =>
  names.every((name) => layers.filter((layer) => layer.name === name).length === 1);

/** What every layer of a model gives, models inside as one. */
function withinOf(tf: TensorFlow, { inputs, layers }: LayersModel): Within {
  const values = layers.flatMap((layer) =>
    layer.inboundNodes.flatMap(({ outputTensors }) =>
      outputTensors.map((output) => ({ name: `layer '${layer.name}' (${layer.getClassName()})`, output })),
    ),
  );
  return (x) => {
    const whole = tf.layers.model({ inputs, outputs: values.map(({ output }) => output) });
    const made = [whole.predict(x, { batchSize: x.shape[0]! })].flat();
    return made.map((value, k) => ({ name: values[k]!.name, value }));
  };
}

async function openLayersModel(tf: TensorFlow, given: ModelFiles, options: NetworkOptions): Promise<TensorNetwork> {
  const { output } = options;
  const read = parseTopology(canonical(given).topology, output);
  const inputShape = inputShapeOf(read, options.inputShape);
  const files = forTensorFlow(given);
  let loaded = await load(tf, files);
  const tail = tailOf(read);
  const shape = entryShape(loaded, read, tail.entry, inputShape);
  const end = shape && (await endOf(tail, shape));
  const cut = end ? tail.layers.slice(end.kept).map(({ name }) => name) : [];
  let whole: LayersModel | undefined;
  if (end && cut.length > 0 && once(cut, read)) {
    const inside = tail.inside && end.kept === 0 ? cut.slice(0, 1) : [];
    const topology = passing(files.topology, new Set(inside), new Set(cut.slice(inside.length)));
    if (end.saturates) whole = loaded;
    else loaded.dispose();
    loaded = await load(tf, { ...files, topology });
  }
  const model =
    output === undefined
      ? loaded
      : tf.layers.model({ inputs: loaded.inputs, outputs: loaded.getLayer(output).output as never });
  const last = whole && ending(whole, tail, end!.kept);
  const apply = (x: Tensor): Tensor => model.predict(x, { batchSize: x.shape[0]! }) as Tensor;
  return {
    inputShape,
    end: end && (cut.length === 0 || once(cut, read)) ? end : undefined,
    apply: (x) => {
      const logits = apply(x);
      return last ? decided(tf.core, logits, last(logits)) : logits;
    },
    within: withinOf(tf, loaded),
    dispose: () => {
      loaded.dispose();
      whole?.dispose();
    },
  };
}

/**
 * Opens a layers-model or graph-model in TensorFlow.js.
 *
 * @throws FragilityError `tfjs/topology` when tfjs refuses it; `tfjs/input`, `tfjs/output`, `tfjs/shape`.
 */
export const openNetwork = (tf: TensorFlow, files: ModelFiles, options: NetworkOptions = {}): Promise<TensorNetwork> =>
  files.format === 'graph-model' ? openGraphModel(tf, files, options) : openLayersModel(tf, files, options);
