import { isObject, type Json } from '../json.js';
import { CONTAINERS, refuseLayer, type RawLayer } from '../model.js';

/** Activations that say something else than in Keras 2, or that it does not have under that name. */
const RENAMED = new Map([
  ['hard_sigmoid', 'hardSigmoid3'],
  ['hard_swish', 'hard_silu'],
  ['swish', 'silu'],
]);

/** Settings that only matter in training, written in a form that Keras 2 does not read. */
const ONLY_TRAINING = /_(initializer|regularizer|constraint)$|^(quantization_config|lora_rank|lora_alpha)$/;

const typeOf = (policy: unknown): unknown =>
  isObject(policy) && isObject(policy['config']) ? policy['config']['name'] : policy;

const activationOf = (value: unknown): unknown =>
  typeof value === 'string' ? (RENAMED.get(value) ?? value) : isObject(value) ? ofItsAuthor(value) : value;

/** An object with the name under which its author registered it, where it is not of Keras. */
function ofItsAuthor<T extends Json>(object: T): T {
  const { module, registered_name: name } = object;
  const keras = module === undefined || (typeof module === 'string' && /^keras(\.|$)/.test(module));
  return !keras && typeof name === 'string' ? { ...object, class_name: name } : object;
}

/** What functions of Keras, called like layers, are as layers. */
const FUNCTIONS = new Map<string, (config: Json) => { readonly class_name: string; readonly more: Json } | undefined>([
  ...[
    'Absolute',
    'Arccos',
    'Arccosh',
    'Arcsin',
    'Arcsinh',
    'Arctan',
    'Arctanh',
    'Ceil',
    'Cos',
    'Cosh',
    'Erf',
    'Expm1',
    'Floor',
    'HardSilu',
    'HardTanh',
    'Log',
    'Log1p',
    'LogSigmoid',
    'Reciprocal',
    'Relu6',
    'Round',
    'Rsqrt',
    'Selu',
    'Sigmoid',
    'Sign',
    'Silu',
    'Sin',
    'Sinh',
  ]
    .concat([
      'Softplus',
      'Softsign',
      'SparsePlus',
      'SparseSigmoid',
      'Sqrt',
      'Square',
      'Squareplus',
      'Tan',
      'Tanh',
      'TanhShrink',
    ])
    .map((name) => [name, () => activation(name.replace(/(.)([A-Z])/g, '$1_$2').toLowerCase())] as const),
  ['Abs', () => activation('absolute')],
  ['Exp', () => activation('exponential')],
  ['Relu', () => activation('relu')],
  ['HardSigmoid', () => activation('hardSigmoid3')],
  ['Gelu', ({ approximate }) => activation(approximate === true ? 'gelu_new' : 'gelu')],
  ['Elu', () => ({ class_name: 'ELU', more: {} })],
  ['LeakyRelu', () => ({ class_name: 'LeakyReLU', more: {} })],
  ['Negative', () => ({ class_name: 'Rescaling', more: { scale: -1 } })],
  ['Normalize', ({ epsilon }) => ({ class_name: 'UnitNormalization', more: { epsilon: epsilon ?? EPSILON } })],
  ['Reshape', ({ newshape }) => ofExamples('Reshape', 'target_shape', newshape, [-1, null])],
  ['Transpose', ({ axes }) => ofExamples('Permute', 'dims', axes, [0])],
]);

/** Settings of functions that are read at one value alone. */
const FIXED: ReadonlyMap<string, Json> = new Map<string, Json>([
  ['Max', { initial: null }],
  ['Min', { initial: null }],
  ['Round', { decimals: 0 }],
  ['Squareplus', { b: 4 }],
]);

/** Refuses a function with a setting that would be ignored. */
function checkFixed(layer: RawLayer, config: Json): void {
  for (const [key, value] of Object.entries(FIXED.get(layer.class_name) ?? {}))
    if ((config[key] ?? value) !== value) refuseLayer(layer, `has ${key} ${JSON.stringify(config[key])}`);
}

/** Keras's `backend.epsilon()`. */
const EPSILON = 1e-7;

/** A layer that says of an example what a function says of the batch, where the function leaves the batch alone. */
const ofExamples = (kind: string, key: string, given: unknown, batch: readonly unknown[]) =>
  Array.isArray(given) && batch.includes(given[0])
    ? { class_name: kind, more: { [key]: given.slice(1) as unknown[] } }
    : undefined;

const activation = (name: string) => ({ class_name: 'Activation', more: { activation: name } });

/** A layer of Keras 3 with the configuration that Keras 2 writes; its calls are left. */
export function layerOf(given: RawLayer): RawLayer {
  const layer = ofItsAuthor(given as RawLayer & Json);
  const config: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(layer.config as Json)) {
    if (ONLY_TRAINING.test(key)) continue;
    config[key] = key === 'dtype' ? typeOf(value) : key.endsWith('activation') ? activationOf(value) : value;
  }
  if (CONTAINERS.has(layer.class_name)) return { ...layer, config };
  checkFixed(layer, config);
  const { batch_shape, ...rest } = config;
  const shaped = batch_shape === undefined ? rest : { ...rest, batch_input_shape: batch_shape };
  const made = FUNCTIONS.get(layer.class_name)?.(config);
  return made
    ? { ...layer, class_name: made.class_name, config: { ...shaped, ...made.more } }
    : { ...layer, config: shaped };
}
