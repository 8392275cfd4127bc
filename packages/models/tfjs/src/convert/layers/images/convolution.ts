import type { Attribute } from '@fragility/engine';
import { activationOf, channelsLast, flagOf, numberOf, pairOf } from '../../../layers-model/layer.js';
import { entry } from '../../affine.js';
import type { Emitter, Value } from '../../emitter.js';
import type { Step } from '../../plan.js';
import { windowsOf, type Windows } from '../../windows.js';
import { activate } from '../activation.js';
import { imageOf } from './image.js';
import { image, refuse, type LayerRule } from '../rule.js';

/** A kernel [outputs, inputs, rows, columns] from TensorFlow's [rows, columns, inputs, outputs], scaled per output. */
export function turned(
  data: ArrayLike<number>,
  [rows, columns, inputs, outputs]: readonly [number, number, number, number],
  scale: (output: number) => number,
): Float64Array {
  const kernel = new Float64Array(rows * columns * inputs * outputs);
  const area = rows * columns;
  for (let p = 0, k = 0; p < area; p++)
    for (let i = 0; i < inputs; i++)
      for (let o = 0; o < outputs; o++) kernel[(o * inputs + i) * area + p] = data[k++]! * scale(o);
  return kernel;
}

/** Bias of a layer with the normalisation that was folded into it. */
function biasOf(step: Step, outputs: number, e: Emitter): Float64Array {
  const bias = flagOf(step, 'use_bias', true) ? e.weights.get(step, 'bias', [outputs]).data : undefined;
  return Float64Array.from({ length: outputs }, (_, o) => {
    const { scale = 1, shift = 0 } = folded(step, o);
    return (bias?.[o] ?? 0) * scale + shift;
  });
}

const folded = ({ affine }: Step, output: number): { scale?: number; shift?: number } =>
  affine ? { scale: entry(affine.scale, output), shift: entry(affine.shift, output) } : {};

const attributes = (
  { strides, dilations, pads }: Windows,
  kernel: readonly number[],
  group: number,
): Record<string, Attribute> => ({
  kernel_shape: kernel,
  strides,
  dilations,
  pads,
  group,
});

/** The kernel of each input channel, [inputs · multiplier, 1, rows, columns]: output c · multiplier + m belongs to channel c. */
function depthwise(
  data: ArrayLike<number>,
  [rows, columns]: readonly [number, number],
  outputs: number,
  scale: (output: number) => number,
): Float64Array {
  return turned(data, [rows, columns, 1, outputs], scale);
}

const finish = (step: Step, name: string, last: boolean, windows: Windows, channels: number, e: Emitter): Value =>
  activate(activationOf(step), step, imageOf(name, last, windows.output, channels), e);

const conv2d: LayerRule = (step, [value], e) => {
  const last = channelsLast(step);
  const { name, rows, columns, channels } = image(step, value!, e, last);
  const [kernel, filters] = [pairOf(step, 'kernel_size'), numberOf(step, 'filters')];
  const groups = numberOf(step, 'groups', 1);
  const windows = windowsOf(step, [rows, columns], kernel, { strides: pairOf(step, 'strides'), border: step.border });
  const perGroup = channels / groups;
  const { data } = e.weights.get(step, 'kernel', [...kernel, perGroup, filters]);
  const weight = turned(data, [...kernel, perGroup, filters], (o) => folded(step, o).scale ?? 1);
  const inputs = [
    name,
    e.floats(weight, [filters, perGroup, ...kernel]),
    e.floats(biasOf(step, filters, e), [filters]),
  ];
  return finish(step, e.emit(step, 'Conv', inputs, attributes(windows, kernel, groups)), last, windows, filters, e);
};

const depthwiseConv2d: LayerRule = (step, [value], e) => {
  const last = channelsLast(step);
  const { name, rows, columns, channels } = image(step, value!, e, last);
  const kernel = pairOf(step, 'kernel_size');
  const windows = windowsOf(step, [rows, columns], kernel, { strides: pairOf(step, 'strides'), border: step.border });
  const { data, shape } = e.weights.get(step, 'depthwise_kernel', [...kernel, channels, -1]);
  const outputs = channels * shape[3]!;
  const weight = depthwise(data, kernel, outputs, (o) => folded(step, o).scale ?? 1);
  const inputs = [name, e.floats(weight, [outputs, 1, ...kernel]), e.floats(biasOf(step, outputs, e), [outputs])];
  return finish(step, e.emit(step, 'Conv', inputs, attributes(windows, kernel, channels)), last, windows, outputs, e);
};

const separableConv2d: LayerRule = (step, [value], e) => {
  const last = channelsLast(step);
  const { name, rows, columns, channels } = image(step, value!, e, last);
  const [kernel, filters] = [pairOf(step, 'kernel_size'), numberOf(step, 'filters')];
  const windows = windowsOf(step, [rows, columns], kernel, { strides: pairOf(step, 'strides'), border: step.border });
  const deep = e.weights.get(step, 'depthwise_kernel', [...kernel, channels, -1]);
  const between = channels * deep.shape[3]!;
  const middle = e.emit(
    step,
    'Conv',
    [
      name,
      e.floats(
        depthwise(deep.data, kernel, between, () => 1),
        [between, 1, ...kernel],
      ),
    ],
    attributes(windows, kernel, channels),
  );
  const point = e.weights.get(step, 'pointwise_kernel', [1, 1, between, filters]);
  const weight = turned(point.data, [1, 1, between, filters], (o) => folded(step, o).scale ?? 1);
  const inputs = [middle, e.floats(weight, [filters, between, 1, 1]), e.floats(biasOf(step, filters, e), [filters])];
  const single: Windows = { ...windows, strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0] };
  return finish(step, e.emit(step, 'Conv', inputs, attributes(single, [1, 1], 1)), last, windows, filters, e);
};

/** ONNX Runtime convolves in float32 only. */
const inFloat32 =
  (rule: LayerRule): LayerRule =>
  (step, inputs, e) =>
    e.precision === 'float64' ? refuse(step, 'is a convolution in float64') : rule(step, inputs, e);

export const convolutions: Readonly<Record<string, LayerRule>> = {
  Conv2D: inFloat32(conv2d),
  DepthwiseConv2D: inFloat32(depthwiseConv2d),
  SeparableConv2D: inFloat32(separableConv2d),
};
