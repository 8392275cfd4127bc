import { fail } from '../../error.js';
import { describe, sizesOf, textOf } from '../../layers-model/layer.js';
import { PLAIN, sizeOf } from '../emitter.js';
import { refuse, type LayerRule } from './rule.js';

const flatten: LayerRule = (step, [value], e) => {
  const { name, shape, layout } = value!;
  if (textOf(step, 'data_format', 'channels_last') !== 'channels_last') refuse(step, 'flattens channels first');
  if (shape.length === 1) return value!;
  const size = sizeOf(shape);
  const flat = e.emit(step, 'Reshape', [name, e.integers([-1, size])]);
  const image = shape as [number, number, number];
  return { name: flat, shape: [size], layout: layout.kind === 'channels-first' ? { kind: 'flat', image } : PLAIN };
};

const reshape: LayerRule = (step, [value], e) => {
  const target = sizesOf(step, 'target_shape');
  const size = sizeOf(value!.shape);
  const known = sizeOf(target.filter((each) => each >= 0));
  const shape = target.map((each) => (each < 0 ? size / known : each));
  if (sizeOf(shape) !== size || !shape.every(Number.isInteger) || target.filter((each) => each < 0).length > 1)
    fail(
      'shape',
      `${describe(step)} makes [${target.join(', ')}] of [${value!.shape.join(', ')}], which has ${size} values; correct target_shape`,
    );
  return { name: e.emit(step, 'Reshape', [e.plain(value!).name, e.integers([-1, ...shape])]), shape, layout: PLAIN };
};

const permute: LayerRule = (step, [value], e) => {
  const dims = sizesOf(step, 'dims');
  const { shape } = value!;
  if (dims.toSorted((a, b) => a - b).some((axis, k) => axis !== k + 1) || dims.length !== shape.length)
    fail('layer', `${describe(step)} has dims [${dims.join(', ')}], expected an order of the axes 1 … ${shape.length}`);
  return {
    name: e.emit(step, 'Transpose', [e.plain(value!).name], { perm: [0, ...dims] }),
    shape: dims.map((axis) => shape[axis - 1]!),
    layout: PLAIN,
  };
};

export const shapes: Readonly<Record<string, LayerRule>> = { Flatten: flatten, Permute: permute, Reshape: reshape };
