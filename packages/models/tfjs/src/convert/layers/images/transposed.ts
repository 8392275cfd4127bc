import { activationOf, channelsLast, flagOf, numberOf, pairOf, textOf } from '../../../layers-model/layer.js';
import { activate } from '../activation.js';
import { turned } from './convolution.js';
import { imageOf } from './image.js';
import { image, refuse, type LayerRule } from '../rule.js';

/** Places of an axis that a transposed convolution makes, and how many of them are cut off or added. */
interface Spread {
  readonly output: number;
  readonly before: number;
  readonly after: number;
  readonly added: number;
}

/** See {@link conv2dTranspose}. */
function spread(input: number, kernel: number, stride: number, same: boolean, added: number | undefined): Spread {
  const whole = (input - 1) * stride + kernel;
  const standard = same ? input * stride : input * stride + Math.max(kernel - stride, 0);
  const output = added === undefined ? standard : whole - (same ? 2 * Math.floor(kernel / 2) : 0) + added;
  const cut = Math.max(whole - output, 0);
  const before = same ? Math.floor(cut / 2) : 0;
  return { output, before, after: cut - before, added: Math.max(output - whole, 0) };
}

/**
 * A transposed convolution, which spreads every place over a window of a larger image:
 *
 *     same: output = input · stride,      valid: output = input · stride + max(kernel − stride, 0),
 *
 * and with an output padding p, (input − 1) · stride + kernel + p, less 2 ⌊kernel/2⌋ for same.
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
  const added = [step.config['output_padding'] ?? undefined].flat() as (number | undefined)[];
  const axes = [rows, columns].map((size, axis) => {
    return spread(size, kernel[axis]!, strides[axis]!, padding === 'same', added[axis] ?? added[0]);
  });
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
      pads: [...axes.map(({ before }) => before), ...axes.map(({ after }) => after)],
      output_padding: axes.map((axis) => axis.added),
    },
  );
  const output = axes.map((axis) => axis.output) as [number, number];
  return activate(activationOf(step), step, imageOf(made, last, output, filters), e);
};

export const transposed: Readonly<Record<string, LayerRule>> = { Conv2DTranspose: conv2dTranspose };
