import { failOf, type Fail, type NpyArray } from '@fragility/dataset/files';

const fail: Fail = failOf('npy');

interface Images {
  readonly file: string;
  readonly inputs: NpyArray;
}

/** Shape of one input, and the axis of the array that each of its axes is. */
export function axesOf(
  { file, inputs }: Images,
  layout: 'nhwc' | 'nchw' | undefined,
): { shape: number[]; axes: number[] } {
  const [, ...rest] = inputs.shape;
  if (rest.length === 0 || inputs.shape.includes(0))
    fail(
      {
        file,
        given: `${file} has shape [${inputs.shape.join(', ')}]`,
        expected: 'examples with values [n, …]',
        remedy: 'reshape it',
      },
      'shape',
    );
  if (rest.length !== 3) return { shape: rest.length === 2 ? [...rest, 1] : rest, axes: rest.map((_, k) => k + 1) };
  if (layout === undefined)
    fail(
      {
        file,
        given: `${file} has shape [${inputs.shape.join(', ')}], whose order is not known`,
        remedy: 'set layout: nchw (as PyTorch) or nhwc (as TensorFlow)',
      },
      'layout',
    );
  const axes = layout === 'nchw' ? [2, 3, 1] : [1, 2, 3];
  return { shape: axes.map((axis) => inputs.shape[axis]!), axes };
}

/** Copies example `i` into `out`, its axes in the order given, each value divided. */
export function copy(inputs: NpyArray, i: number, axes: readonly number[], divide: number, out: Float64Array): void {
  let to = 0;
  const walk = (depth: number, from: number): void => {
    if (depth === axes.length) out[to++] = inputs.at(from) / divide;
    else
      for (let k = 0; k < inputs.shape[axes[depth]!]!; k++) walk(depth + 1, from + k * inputs.strides[axes[depth]!]!);
  };
  walk(0, i * inputs.strides[0]!);
}
