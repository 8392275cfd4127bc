import { fail } from '../../../error.js';
import { channelsLast, describe, pairOf, textOf, type Config } from '../../../layers-model/layer.js';
import { PLAIN, type Emitter } from '../../emitter.js';
import type { Step } from '../../plan.js';
import { convolutions } from '../images/convolution.js';
import { crops } from '../images/crop.js';
import { poolings } from '../images/pooling.js';
import { resizings } from '../images/resizing.js';
import type { LayerRule } from '../rule.js';
import { transposed } from '../images/transposed.js';

/** Settings that say something for each axis. */
const PER_AXIS = ['kernel_size', 'pool_size', 'strides', 'dilation_rate', 'size', 'output_padding', 'output_size'];

/** What a layer adds or takes at both ends of a sequence, as it does at the borders of an image of one row. */
function border(step: Step, key: 'padding' | 'cropping'): Config {
  const given = step.config[key] ?? 1;
  return { [key]: [[0, 0], Array.isArray(given) && given.length === 2 ? given : [given, given].flat().slice(0, 2)] };
}

/** A layer on sequences [places, channels] as the layer on images [1, places, channels] that does the same. */
function onImages(step: Step): Step {
  const config: Record<string, unknown> = { ...step.config };
  for (const key of PER_AXIS) if ((config[key] ?? null) !== null) config[key] = [1, pairOf(step, key)[0]];
  if (step.class === 'ZeroPadding1D') return { ...step, config: { ...config, ...border(step, 'padding') } };
  if (step.class === 'Cropping1D') return { ...step, config: { ...config, ...border(step, 'cropping') } };
  if (step.class === 'UpSampling1D')
    return { ...step, config: { ...config, size: [1, pairOf(step, 'size', [2, 2])[0]] } };
  const padded = textOf(step, 'padding', 'valid').toLowerCase() === 'causal';
  if (!padded) return { ...step, config };
  const reach = pairOf(step, 'dilation_rate')[0] * (pairOf(step, 'kernel_size')[0] - 1);
  const causal: Config = { ...config, padding: 'valid' };
  return { ...step, config: causal, border: { before: [0, reach], after: [0, 0] } };
}

/** Kernels of sequences have one axis less. */
const withKernels = (e: Emitter): Emitter => ({
  ...e,
  weights: {
    get: (layer, name, shape) => {
      if (shape.length !== 4) return e.weights.get(layer, name, shape);
      const weight = e.weights.get(layer, name, shape.slice(1));
      return { ...weight, shape: [1, ...weight.shape] };
    },
  },
});

const sequence =
  (rule: LayerRule): LayerRule =>
  (step, [value], e) => {
    const { name, shape } = e.plain(value!);
    if (shape.length !== 2)
      fail('shape', {
        given: `${describe(step)} gets values of shape [${shape.join(', ')}]`,
        expected: '[places, channels]',
        remedy: 'change the layer',
      });
    const row = channelsLast(step) ? 0 : 1;
    const image = shape.toSpliced(row, 0, 1);
    const wide = { name: e.emit(step, 'Reshape', [name, e.integers([-1, ...image])]), shape: image, layout: PLAIN };
    const made = e.plain(rule(onImages(step), [wide], withKernels(e)));
    if (made.shape.length === 1) return made;
    const places = made.shape.toSpliced(row, 1);
    return { name: e.emit(step, 'Reshape', [made.name, e.integers([-1, ...places])]), shape: places, layout: PLAIN };
  };

/** Layers on sequences by the layers on images that do their work. */
export const sequences: Readonly<Record<string, LayerRule>> = {
  Conv1D: sequence(convolutions['Conv2D']!),
  Conv1DTranspose: sequence(transposed['Conv2DTranspose']!),
  Cropping1D: sequence(crops['Cropping2D']!),
  DepthwiseConv1D: sequence(convolutions['DepthwiseConv2D']!),
  SeparableConv1D: sequence(convolutions['SeparableConv2D']!),
  UpSampling1D: sequence(resizings['UpSampling2D']!),
  ZeroPadding1D: sequence(poolings['ZeroPadding2D']!),
  AveragePooling1D: sequence(poolings['AveragePooling2D']!),
  MaxPooling1D: sequence(poolings['MaxPooling2D']!),
  GlobalAveragePooling1D: sequence(poolings['GlobalAveragePooling2D']!),
  GlobalMaxPooling1D: sequence(poolings['GlobalMaxPooling2D']!),
};
