import { fail } from '../../error.js';
import { describe, numberOf } from '../../layers-model/layer.js';
import type { Emitter, Value } from '../emitter.js';
import type { Step } from '../plan.js';
import { refuse, type LayerRule } from './rule.js';

const shown = (values: readonly Value[]): string => values.map(({ shape }) => `[${shape.join(', ')}]`).join(', ');

/** A value with as many axes as others, those before its own of a single place. */
function raised(step: Step, value: Value, rank: number, e: Emitter): Value {
  const { name, shape, layout } = e.plain(value);
  if (shape.length === rank) return { name, shape, layout };
  const more = [...Array.from({ length: rank - shape.length }, () => 1), ...shape];
  return { name: e.emit(step, 'Reshape', [name, e.integers([-1, ...more])]), shape: more, layout };
}

/** Values stored in one way: channels first if one of the images is, else as Keras has them. */
function alike(step: Step, values: readonly Value[], e: Emitter): readonly Value[] {
  const rank = Math.max(...values.map(({ shape }) => shape.length));
  if (values.some(({ shape }) => shape.length !== rank)) return values.map((value) => raised(step, value, rank, e));
  if (values.some(({ layout }) => layout.kind === 'channels-first'))
    return values.map((value) => e.channelsFirst(step, value));
  return values.map((value) => e.plain(value));
}

function broadcast(step: Step, values: readonly Value[]): number[] {
  const sizes = values[0]!.shape.map((_, axis) => Math.max(...values.map(({ shape }) => shape[axis]!)));
  const fits = values.every(({ shape }) => shape.every((size, axis) => size === 1 || size === sizes[axis]));
  return fits
    ? sizes
    : fail('shape', {
        given: `${describe(step)} gets values of shapes ${shown(values)}`,
        expected: 'equal shapes',
        remedy: 'correct the model',
      });
}

/** One value after the other, by an operator of two. */
const merged =
  (
    op: string,
    finish: (step: Step, name: string, count: number, e: Emitter) => string = (_, name) => name,
  ): LayerRule =>
  (step, inputs, e) => {
    if (inputs.length < 2) refuse(step, 'takes a single value');
    const values = alike(step, inputs, e);
    const shape = broadcast(step, values);
    const name = values.map((value) => value.name).reduce((a, b) => e.emit(step, op, [a, b]));
    return { name: finish(step, name, values.length, e), shape, layout: values[0]!.layout };
  };

const concatenate: LayerRule = (step, inputs, e) => {
  if (inputs.some(({ shape }) => shape.length !== inputs[0]!.shape.length))
    fail('shape', {
      given: `${describe(step)} gets values of shapes ${shown(inputs)}`,
      expected: 'as many axes for all',
      remedy: 'add a Reshape',
    });
  const values = alike(step, inputs, e);
  const { shape, layout } = values[0]!;
  const given = numberOf(step, 'axis', -1);
  const axis = given < 0 ? shape.length + given : given - 1;
  const fits = values.every((value) => value.shape.every((size, k) => k === axis || size === shape[k]));
  if (!fits || !(axis in shape))
    fail('shape', {
      given: `${describe(step)} joins ${shown(values)} along axis ${given}`,
      expected: 'other axes to be equal',
      remedy: 'correct the model',
    });
  const at = layout.kind === 'channels-first' ? (axis + 1) % 3 : axis;
  return {
    name: e.emit(
      step,
      'Concat',
      values.map(({ name }) => name),
      { axis: at + 1 },
    ),
    shape: shape.map((size, k) => (k === axis ? values.reduce((sum, value) => sum + value.shape[k]!, 0) : size)),
    layout,
  };
};

export const merges: Readonly<Record<string, LayerRule>> = {
  Add: merged('Add'),
  Average: merged('Add', (step, name, count, e) => e.emit(step, 'Mul', [name, e.floats([1 / count], [])])),
  Concatenate: concatenate,
  Divide: merged('Div'),
  Maximum: merged('Max'),
  Minimum: merged('Min'),
  Multiply: merged('Mul'),
  Subtract: merged('Sub'),
  TrueDivide: merged('Div'),
};
