import { fail } from '../../error.js';
import { channelsLast, describe, numberOf, sizesOf } from '../../layers-model/layer.js';
import { PLAIN, sizeOf, type Emitter, type Value } from '../emitter.js';
import type { Step } from '../plan.js';
import { axesOf } from './axes.js';
import { refuse, type LayerRule } from './rule.js';

const reshaped = (step: Step, name: string, shape: readonly number[], e: Emitter): Value => ({
  name: e.emit(step, 'Reshape', [name, e.integers([-1, ...shape])]),
  shape,
  layout: PLAIN,
});

const flatten: LayerRule = (step, [value], e) => {
  const { name, shape, layout } = value!;
  if (shape.length === 1) return value!;
  const size = sizeOf(shape);
  if (!channelsLast(step) && shape.length > 1) {
    const perm = [0, ...shape.slice(1).map((_, k) => k + 2), 1];
    const turned = e.emit(step, 'Transpose', [e.plain(value!).name], { perm });
    return reshaped(step, turned, [size], e);
  }
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
    fail('shape', {
      given: `${describe(step)} makes [${target.join(', ')}] of [${value!.shape.join(', ')}], which has ${size} values`,
      remedy: 'correct target_shape',
    });
  return reshaped(step, e.plain(value!).name, shape, e);
};

const permute: LayerRule = (step, [value], e) => {
  const dims = sizesOf(step, 'dims');
  const { shape } = value!;
  if (dims.toSorted((a, b) => a - b).some((axis, k) => axis !== k + 1) || dims.length !== shape.length)
    fail('layer', {
      given: `${describe(step)} has dims [${dims.join(', ')}]`,
      expected: `an order of the axes 1 … ${shape.length}`,
      remedy: 'change the layer',
    });
  return {
    name: e.emit(step, 'Transpose', [e.plain(value!).name], { perm: [0, ...dims] }),
    shape: dims.map((axis) => shape[axis - 1]!),
    layout: PLAIN,
  };
};

/** [c] as n rows of it, [n, c] */
const repeatVector: LayerRule = (step, [value], e) => {
  const { name, shape } = e.plain(value!);
  const n = numberOf(step, 'n');
  if (shape.length !== 1)
    fail('shape', {
      given: `${describe(step)} gets values of shape [${shape.join(', ')}]`,
      expected: '[c]',
      remedy: 'change the layer',
    });
  const row = reshaped(step, name, [1, ...shape], e);
  return { name: e.emit(step, 'Tile', [row.name, e.integers([1, n, 1])]), shape: [n, ...shape], layout: PLAIN };
};

const expandDims: LayerRule = (step, [value], e) => {
  const { name, shape } = e.plain(value!);
  const [axis, ...more] = axesOf(step, [...shape, 1]);
  if (more.length > 0) refuse(step, 'adds several axes');
  return reshaped(step, name, shape.toSpliced(axis! - 1, 0, 1), e);
};

const squeeze: LayerRule = (step, [value], e) => {
  const { name, shape } = e.plain(value!);
  const axes = (step.config['axis'] ?? null) === null ? undefined : axesOf(step, shape);
  const gone = (size: number, k: number): boolean => size === 1 && (axes?.includes(k + 1) ?? true);
  return reshaped(
    step,
    name,
    shape.filter((size, k) => !gone(size, k)),
    e,
  );
};

/** Places of one axis: a single one, which takes the axis away, or those from `start` up to `stop`. */
export interface Part {
  readonly start: number | null;
  readonly stop: number | null;
  readonly at?: number;
}

/** Parts of the axes after the batch's, those not named being whole. */
const getItem: LayerRule = (step, [value], e) => {
  const { name, shape } = e.plain(value!);
  const parts = step.config['parts'] as readonly Part[];
  if (parts.length > shape.length) refuse(step, `names ${parts.length} axes of ${shape.length}`);
  const within = (place: number, size: number): number => Math.min(Math.max(place < 0 ? place + size : place, 0), size);
  const ranges = parts.map(({ start, stop, at }, k) => {
    const size = shape[k]!;
    const from = within(at ?? start ?? 0, size);
    return { from, to: at === undefined ? within(stop ?? size, size) : from + 1 };
  });
  const made = e.emit(step, 'Slice', [
    name,
    e.integers(ranges.map(({ from }) => from)),
    e.integers(ranges.map(({ to }) => to)),
    e.integers(ranges.map((_, k) => k + 1)),
  ]);
  const sizes = shape.map((size, k) => (k < ranges.length ? ranges[k]!.to - ranges[k]!.from : size));
  if (sizes.some((size) => size < 1))
    fail('shape', { given: `${describe(step)} leaves nothing of [${shape.join(', ')}]`, remedy: 'give larger inputs' });
  return reshaped(
    step,
    made,
    sizes.filter((_, k) => parts[k]?.at === undefined),
    e,
  );
};

export const shapes: Readonly<Record<string, LayerRule>> = {
  ExpandDims: expandDims,
  Flatten: flatten,
  GetItem: getItem,
  Permute: permute,
  RepeatVector: repeatVector,
  Reshape: reshape,
  Squeeze: squeeze,
};
