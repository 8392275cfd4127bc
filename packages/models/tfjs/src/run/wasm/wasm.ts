import type { NamedTensorInfoMap, Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../tensorflow.js';

type Core = TensorFlow['core'];
type Pair = readonly [number, number];

/** What a convolution's gradient is told. */
interface Convolution {
  readonly strides: Pair | number;
  readonly pad: 'valid' | 'same' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly dilations?: Pair | number;
  readonly inputShape: [number, number, number, number];
}

/** Zeros between the places of two axes of [n, rows, columns, channels]: place k goes to k · stride; zeros follow the last one too. */
function spread({ pad, reshape, tidy }: Core, x: Tensor4D, [down, across]: Pair): Tensor4D {
  const [n, rows, columns, channels] = x.shape;
  return tidy(() => {
    const lines = reshape(x, [n * rows, 1, columns * channels]);
    const tall = pad(lines, [
      [0, 0],
      [0, down - 1],
      [0, 0],
    ]);
    const places = reshape(tall, [n * rows * down * columns, 1, channels]);
    const wide = pad(places, [
      [0, 0],
      [0, across - 1],
      [0, 0],
    ]);
    return reshape(wide, [n, rows * down, columns * across, channels]);
  });
}

/**
 * Gradient of a depthwise convolution with respect to its input, of operations that the wasm backend has: the cotangent, zeros between its
 * places, convolved with the kernel turned by half a turn,
 *
 *     dx[i, c] = Σₘ Σₖ dy[(i + p − k)/s, c, m] · w[k, c, m]
 */
export function depthwiseInputGradient(core: Core, dy: Tensor4D, filter: Tensor4D, attributes: Convolution): Tensor4D {
  const { inputShape, strides, pad: padding, dimRoundingMode, dilations = [1, 1] } = attributes;
  const given = [inputShape, filter.shape, strides as [number, number], dilations as [number, number]] as const;
  const { padInfo, strideHeight, strideWidth, dilationHeight, dilationWidth, outHeight, outWidth } =
    core.backend_util.computeConv2DInfo(...given, padding, dimRoundingMode, true);
  const [, , channels, multiplier] = filter.shape;
  const [n, rows, columns] = inputShape;
  const reach = [(filter.shape[0] - 1) * dilationHeight, (filter.shape[1] - 1) * dilationWidth] as const;
  const around = (axis: 0 | 1, size: number, made: number, before: number): [number, number] => {
    const lead = reach[axis] - before;
    return [lead, size + reach[axis] - lead - made];
  };
  return core.tidy(() => {
    const parts = core.reshape(dy, [n, outHeight, outWidth, channels, multiplier]);
    const kernels = core.reverse(filter, [0, 1]);
    const each = Array.from({ length: multiplier }, (_, m) => {
      const part = core.reshape(core.slice(parts, [0, 0, 0, 0, m], [-1, -1, -1, -1, 1]), [
        n,
        outHeight,
        outWidth,
        channels,
      ]);
      const wide = spread(core, part as Tensor4D, [strideHeight, strideWidth]);
      const pads = [
        around(0, rows, wide.shape[1], padInfo.top),
        around(1, columns, wide.shape[2], padInfo.left),
      ] as const;
      const [from, to] = [
        pads.map(([lead]) => Math.max(-lead, 0)),
        pads.map(([, after], axis) => wide.shape[axis + 1]! + Math.min(after, 0)),
      ];
      const kept = core.slice(wide, [0, from[0]!, from[1]!, 0], [-1, to[0]! - from[0]!, to[1]! - from[1]!, -1]);
      const sides = pads.map((pair) => pair.map((places) => Math.max(places, 0)) as [number, number]);
      const framed = core.pad(kept, [[0, 0], ...sides, [0, 0]]);
      const kernel = core.slice(kernels, [0, 0, 0, m], [-1, -1, -1, 1]);
      return core.depthwiseConv2d(framed, kernel, 1, 'valid', 'NHWC', [dilationHeight, dilationWidth]);
    });
    return each.reduce((a, b) => core.add(a, b));
  });
}

/** Gives the wasm backend the gradient of depthwise convolutions that it lacks. */
export function addGradients(core: Core): void {
  const kernelName = core.DepthwiseConv2dNativeBackpropInput;
  if (core.getKernel(kernelName, 'wasm')) return;
  core.registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }): TensorInfo => {
      const { dy, filter } = inputs as NamedTensorInfoMap & { dy: Tensor4D; filter: Tensor4D };
      return depthwiseInputGradient(core, dy, filter, attrs as unknown as Convolution);
    },
  });
}
