import type { LayersModel, Sequential } from '@tensorflow/tfjs-layers';
import { random } from '@fragility/numerics';
import { fail } from '../error.js';
import type { TensorFlow } from '../run/tensorflow.js';
import type { TrainedParams } from './params.js';

type Added = Parameters<Sequential['add']>[0];

/** Initialisers that a layer draws from, and that need a seed of their own; the value is what tfjs takes by default. */
const INITIALISERS: Readonly<Record<string, readonly string[]>> = {
  conv2d: ['kernelInitializer'],
  dense: ['kernelInitializer'],
  depthwiseConv2d: ['depthwiseInitializer'],
  separableConv2d: ['depthwiseInitializer', 'pointwiseInitializer'],
};

/** Settings of a layer with a seed for everything that is drawn at random and has none. */
function seeded(kind: string, settings: Readonly<Record<string, unknown>>, seed: number): Record<string, unknown> {
  const drawn = { className: 'VarianceScaling', config: { scale: 1, mode: 'fanAvg', distribution: 'normal', seed } };
  const initialisers = (INITIALISERS[kind] ?? []).map((key) => [key, drawn]);
  return { ...Object.fromEntries(initialisers), ...(kind === 'dropout' ? { seed } : {}), ...settings };
}

/**
 * The sequential model that a config describes, for images of `inputShape`; an image without channels gets one. Weights depend on the seed.
 *
 * @throws FragilityError `tfjs/layer` for a layer that tf.layers does not have or refuses; `tfjs/output` when it does not give [n, classes].
 */
export function buildSequential(
  { layers: keras }: TensorFlow,
  layers: TrainedParams['layers'],
  {
    inputShape,
    classes,
    seed,
  }: { readonly inputShape: readonly number[]; readonly classes: number; readonly seed: number },
): LayersModel {
  const shape = inputShape.length === 2 ? [...inputShape, 1] : [...inputShape];
  const stream = random(seed).fork('tfjs-trained');
  const model = keras.sequential();
  model.add(keras.layers.inputLayer({ inputShape: shape }));
  const makers = keras.layers as unknown as Readonly<Record<string, (settings: object) => Added>>;
  layers.forEach((entry, k) => {
    const names = Object.keys(entry);
    const [kind] = names;
    if (names.length !== 1 || kind === undefined || typeof makers[kind] !== 'function')
      return fail('layer', {
        given: `layers.${k} is { ${names.join(', ')} }`,
        expected: 'one layer of tf.layers such as conv2d, maxPooling2d, flatten, dense',
        remedy: 'correct it',
      });
    const settings = seeded(kind, entry[kind]!, Math.floor(stream.uniform() * 2 ** 31));
    try {
      model.add(makers[kind](settings));
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      fail(
        'layer',
        { given: `layers.${k} (${kind}) is refused by tfjs: ${why}`, remedy: 'correct its settings' },
        cause,
      );
    }
  });
  const found = model.outputs[0]!.shape;
  if (found.length !== 2 || found[1] !== classes) {
    model.dispose();
    fail('output', {
      given: `the layers give [n, ${found.slice(1).join(', ')}]`,
      expected: `[n, ${classes}]`,
      remedy: `end with flatten and { dense: { units: ${classes} } }`,
    });
  }
  return model;
}
