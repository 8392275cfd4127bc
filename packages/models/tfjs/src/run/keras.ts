import { isIdentity } from '../convert/identities.js';
import { fail } from '../error.js';
import { canonical } from '../layers-model/canonical.js';
import { dialectOf } from '../layers-model/dialect.js';
import type { Json } from '../layers-model/json.js';
import { activationOf, describe, type Layer } from '../layers-model/layer.js';
import { mapped, modelOf, nameOf, type RawLayer } from '../layers-model/model.js';
import type { ModelFiles } from '../layers-model/read.js';
import type { Weight } from '../layers-model/weights.js';

/** Activations that say in TensorFlow.js what they say in Keras, as TensorFlow.js writes them. */
const ACTIVATIONS = new Map(
  ['elu', 'gelu', 'hardSigmoid', 'linear', 'logSoftmax', 'mish', 'relu', 'relu6', 'selu', 'sigmoid', 'softmax']
    .concat(['softplus', 'softsign', 'swish', 'tanh'])
    .map((name) => [name, name] as [string, string])
    .concat([
      ['geluNew', 'gelu_new'],
      ['silu', 'swish'],
    ]),
);

/** Settings of Keras that TensorFlow.js does not look at, with the value at which it does not matter. */
const IGNORED: ReadonlyMap<string, readonly (readonly [string, unknown])[]> = new Map([
  ['Conv2D', [['groups', 1]]],
  ['Conv1D', [['groups', 1]]],
  ['LayerNormalization', [['rms_scaling', false]]],
  [
    'ReLU',
    [
      ['negative_slope', 0],
      ['threshold', 0],
    ],
  ],
]);

/** Layers that do something else in TensorFlow.js than in Keras, some of them only in passing. */
const OTHER = new Set(['CenterCrop', 'MultiHeadAttention', 'RandomCrop', 'Resizing']);

const refuse = (layer: Layer, lacks: string): never =>
  fail('layer', { given: `${describe(layer)} ${lacks}`, remedy: 'use backend: auto, or change the layer' }, undefined, {
    name: layer.name,
    class: layer.class,
    lacks,
  });

/** A layer of Keras as one of TensorFlow.js that does the same. */
function translated(raw: RawLayer): RawLayer {
  const name = nameOf(raw);
  const config = raw.config as Json;
  const layer: Layer = { id: name, name, class: raw.class_name, config, inputs: [] };
  if (isIdentity(layer))
    return { ...raw, class_name: 'Activation', config: { name, activation: 'linear', ...entry(config) } };
  if (OTHER.has(layer.class)) refuse(layer, 'is another one in TensorFlow.js');
  if (config['half_pixel_centers'] === true && (config['interpolation'] ?? 'nearest') !== 'nearest')
    refuse(layer, 'samples at other places in TensorFlow.js');
  if (Array.isArray(config['scale']) || Array.isArray(config['offset']))
    refuse(layer, 'has a list, which TensorFlow.js does not take');
  for (const [key, plain] of IGNORED.get(layer.class) ?? [])
    if ((config[key] ?? plain) !== plain) refuse(layer, `has ${key}, which TensorFlow.js does not look at`);
  if (layer.class === 'LeakyReLU')
    return { ...raw, config: { ...config, alpha: config['alpha'] ?? config['negative_slope'] ?? 0.3 } };
  const named = ['activation', 'recurrent_activation'].filter((key) => (config[key] ?? null) !== null);
  const activations = named.map((key) => {
    const activation = activationOf(layer, key);
    const known = ACTIVATIONS.get(activation);
    return [key, known ?? refuse(layer, `has the activation '${activation}', which TensorFlow.js does not have`)];
  });
  return { ...raw, config: { ...config, ...Object.fromEntries(activations) } };
}

/** What a first layer says of the input. */
const entry = ({ batch_input_shape: shape }: Json): Json => (shape === undefined ? {} : { batch_input_shape: shape });

/** Weights of some layers under the names by which TensorFlow.js asks for them, `layer/weight`. */
function shortened(
  weights: ReadonlyMap<string, Weight>,
  layers: ReadonlySet<string>,
  location: string,
): Map<string, Weight> {
  const named = new Map<string, Weight>();
  for (const [name, weight] of weights) {
    const short = name.replace(/:0$/, '').split('/').slice(-2).join('/');
    if (named.has(short))
      fail('weight', {
        given: `${location} has two weights that TensorFlow.js calls '${short}'`,
        remedy: 'use backend: auto, or give layers different names',
      });
    if (layers.has(short.split('/')[0]!)) named.set(short, weight);
  }
  return named;
}

/**
 * The files of a layers-model in which every name means in TensorFlow.js what it means in the Keras that wrote them.
 *
 * @throws FragilityError `tfjs/layer` naming a layer that TensorFlow.js does not have, or has otherwise.
 */
export function forTensorFlow(files: ModelFiles): ModelFiles {
  const dialect = dialectOf(files.topology);
  if (dialect === 'tfjs') return files;
  const { topology, weights } = canonical(files);
  const model = modelOf(topology);
  if (!model) return files;
  const kept = new Set<string>();
  const translation = mapped(model, (raw) => {
    const made = translated(raw);
    if (made.class_name !== 'Activation') kept.add(nameOf(raw));
    return made;
  });
  return {
    ...files,
    topology: { model_config: translation },
    weights: dialect === 'keras3' ? shortened(weights, kept, files.location) : weights,
  };
}
