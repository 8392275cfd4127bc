import { fail } from '../../../error.js';
import { channelsLast, describe, numberOf } from '../../../layers-model/layer.js';
import { borderOf } from '../../border.js';
import type { Emitter, Value } from '../../emitter.js';
import type { Step } from '../../plan.js';
import { imageOf } from './image.js';
import { image, refuse, type LayerRule } from '../rule.js';

/** Rows and columns of an image from a place on. */
function cut(step: Step, value: Value, from: readonly number[], size: readonly [number, number], e: Emitter): Value {
  const last = channelsLast(step);
  const { name, channels } = image(step, value, e, last);
  const ends = from.map((start, axis) => start + size[axis]!);
  const made = e.emit(step, 'Slice', [name, e.integers(from), e.integers(ends), e.integers([2, 3])]);
  return imageOf(made, last, size, channels);
}

const sizeOf = (step: Step, value: Value): number[] => {
  const last = channelsLast(step);
  return last ? value.shape.slice(0, 2) : value.shape.slice(1, 3);
};

/** The middle of an image, which is not smaller than it. */
const centerCrop: LayerRule = (step, [value], e) => {
  const from = sizeOf(step, value!);
  const size: [number, number] = [numberOf(step, 'height'), numberOf(step, 'width')];
  const over = from.map((places, axis) => places - size[axis]!);
  if (over.some((places) => places < 0)) refuse(step, `enlarges images of ${from.join(' × ')} to ${size.join(' × ')}`);
  if (over.every((places) => places === 0)) return value!;
  return cut(
    step,
    value!,
    over.map((places) => Math.floor(places / 2)),
    size,
    e,
  );
};

/** A random part: nothing where the image has the size; what else it does after training depends on the version of Keras. */
const randomCrop: LayerRule = (step, [value]) => {
  const from = sizeOf(step, value!);
  const size = [numberOf(step, 'height'), numberOf(step, 'width')];
  return from.every((places, axis) => places === size[axis])
    ? value!
    : refuse(step, `crops images of ${from.join(' × ')} to ${size.join(' × ')}`);
};

const cropping2d: LayerRule = (step, [value], e) => {
  const { before, after } = borderOf(step, 'cropping');
  const from = sizeOf(step, value!);
  const size = from.map((places, axis) => places - before[axis]! - after[axis]!) as [number, number];
  if (size.some((places) => places < 1))
    fail('shape', {
      given: `${describe(step)} gets images of ${from.join(' × ')}, of which nothing is left`,
      remedy: 'give larger inputs',
    });
  return cut(step, value!, before, size, e);
};

export const crops: Readonly<Record<string, LayerRule>> = {
  CenterCrop: centerCrop,
  Cropping2D: cropping2d,
  RandomCrop: randomCrop,
};
