import { activationOf, channelsLast, flagOf, numberOf, pairOf, textOf } from '../../layers-model/layer.js';
import { activate } from './activation.js';
import { turned } from './convolution.js';
import { imageOf } from './image.js';
import { image, refuse, type LayerRule } from './rule.js';

/**
 * A transposed convolution, which spreads every place over a window of a larger image:
 *
 *     same: output = input · stride,      valid: output = input · stride + max(kernel − stride, 0)
 */
const conv2dTranspose: LayerRule = (step, [value], e) => {
  if (e.precision === 'float64') refuse(step, 'is a convolution in float64');
  if (pairOf(step, 'dilation_rate').some((rate) => rate !== 1)) refuse(step, 'is dilated');
  const padding = textOf(step, 'padding', 'valid').toLowerCase();
  if (padding !== 'valid' && padding !== 'same') refuse(step, `has padding '${padding}'`);
  const last = channelsLast(step);
  const { name, rows, columns, channels } = image(step, value!, e, last);
  const [kernel, strides] = [pairOf(step, 'kernel_size'), pairOf(step, 'strides')];
  const filters = numberOf(step, 'filters');
  const beyond = kernel.map((size, axis) => Math.max(size - strides[axis]!, 0));
  const cut = beyond.map((places) => (padding === 'same' ? places : 0));
  const before = cut.map((places) => Math.floor(places / 2));
  const output = [rows, columns].map((size, axis) => size * strides[axis]! + beyond[axis]! - cut[axis]!);
  const { data } = e.weights.get(step, 'kernel', [...kernel, filters, channels]);
  const weight = turned(data, [...kernel, filters, channels], () => 1);
  const bias = flagOf(step, 'use_bias', true) ? e.weights.get(step, 'bias', [filters]).data : new Float32Array(filters);
  const made = e.emit(
    step,
    'ConvTranspose',
    [name, e.floats(weight, [channels, filters, ...kernel]), e.floats(bias, [filters])],
    {
      kernel_shape: kernel,
      strides,
      pads: [...before, ...cut.map((places, axis) => places - before[axis]!)],
      output_padding: kernel.map((size, axis) => Math.max(strides[axis]! - size, 0)),
    },
  );
  return activate(activationOf(step), step, imageOf(made, last, output as [number, number], filters), e);
};

export const transposed: Readonly<Record<string, LayerRule>> = { Conv2DTranspose: conv2dTranspose };
