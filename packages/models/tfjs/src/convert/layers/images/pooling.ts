import { channelsLast, flagOf, pairOf } from '../../../layers-model/layer.js';
import { PLAIN, type Emitter } from '../../emitter.js';
import type { Step } from '../../plan.js';
import { borderOf, type Border } from '../../border.js';
import { windowsOf, type Windows } from '../../windows.js';
import { imageOf } from './image.js';
import { image, refuse, type LayerRule } from '../rule.js';

const averagePooling: LayerRule = (step, [value], e) => {
  if (e.precision === 'float64') refuse(step, 'is an average pooling in float64');
  const last = channelsLast(step);
  const { name, rows, columns, channels } = image(step, value!, e, last);
  const kernel = pairOf(step, 'pool_size', [2, 2]);
  const { strides, pads, output } = windowsOf(step, [rows, columns], kernel, {
    strides: pairOf(step, 'strides', kernel),
  });
  const attributes = { kernel_shape: kernel, strides, pads, count_include_pad: 0 };
  return imageOf(e.emit(step, 'AveragePool', [name], attributes), last, output, channels);
};

const LOWEST = -3.4028234663852886e38;

/**
 * Zeros where a window reaches the border of zeros around the image, the lowest number elsewhere, [1, 1, rows, columns]. ONNX Runtime
 * merges a Pad into the MaxPool after it as if it had padded with −∞; the maximum with this says what the padding says.
 */
function borderZeros(
  size: readonly number[],
  kernel: readonly number[],
  { output, strides, pads }: Windows,
  border: Border,
): Float64Array {
  const reaches = size.map((inner, axis) =>
    Array.from({ length: output[axis]! }, (_, k) => {
      const start = k * strides[axis]! - pads[axis]!;
      const end = start + kernel[axis]!;
      return (start < 0 && border.before[axis]! > 0) || (end > inner && border.after[axis]! > 0);
    }),
  );
  return Float64Array.from(reaches[0]!.flatMap((row) => reaches[1]!.map((column) => (row || column ? 0 : LOWEST))));
}

const maxPooling: LayerRule = (step, [value], e) => {
  const last = channelsLast(step);
  const { name, rows, columns, channels } = image(step, value!, e, last);
  const kernel = pairOf(step, 'pool_size', [2, 2]);
  const { border } = step;
  const windows = windowsOf(step, [rows, columns], kernel, { strides: pairOf(step, 'strides', kernel), border });
  const { strides, pads, output } = windows;
  if (pads.some((pad, k) => pad >= kernel[k % 2]!)) refuse(step, `has windows within the padding before it`);
  const most = e.emit(step, 'MaxPool', [name], { kernel_shape: kernel, strides, pads });
  if (!border) return imageOf(most, last, output, channels);
  const zeros = e.floats(borderZeros([rows, columns], kernel, windows, border), [1, 1, ...output]);
  return imageOf(e.emit(step, 'Max', [most, zeros]), last, output, channels);
};

/** A reduction over all places of each channel; ReduceMean rather than GlobalAveragePool, which has no float64. */
const everywhere =
  (op: 'ReduceMean' | 'ReduceMax'): LayerRule =>
  (step, [value], e: Emitter) => {
    const last = channelsLast(step);
    const { name, channels } = image(step, value!, e, last);
    const keep = flagOf(step, 'keepdims', false);
    const reduced = e.emit(step, op, [name], { axes: [2, 3], keepdims: keep ? 1 : 0 });
    return keep ? imageOf(reduced, last, [1, 1], channels) : { name: reduced, shape: [channels], layout: PLAIN };
  };

const zeroPadding: LayerRule = (step: Step, [value], e) => {
  const last = channelsLast(step);
  const { name, rows, columns, channels } = image(step, value!, e, last);
  const { before, after } = borderOf(step);
  const padded = e.emit(step, 'Pad', [name, e.integers([0, 0, ...before, 0, 0, ...after])]);
  return imageOf(padded, last, [rows + before[0] + after[0], columns + before[1] + after[1]], channels);
};

export const poolings: Readonly<Record<string, LayerRule>> = {
  AveragePooling2D: averagePooling,
  MaxPooling2D: maxPooling,
  GlobalAveragePooling2D: everywhere('ReduceMean'),
  GlobalMaxPooling2D: everywhere('ReduceMax'),
  ZeroPadding2D: zeroPadding,
};
