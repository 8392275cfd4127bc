import { fail } from '../../../error.js';
import { describe, flagOf, type Layer } from '../../../layers-model/layer.js';
import { PLAIN, sizeOf, type Emitter, type Value } from '../../emitter.js';
import type { Step } from '../../plan.js';
import { normalised } from '../moments.js';
import { refuse, type LayerRule } from '../rule.js';

const shown = ({ shape }: Value): string => `[${shape.join(', ')}]`;

/** The axes that a Dot sums over, of both values, counted from the batch. */
function summed(layer: Layer, values: readonly Value[]): number[] {
  const given: unknown = layer.config['axes'];
  const pair = Array.isArray(given) ? given : [given, given];
  const axes = values.map(({ shape }, k) => {
    const axis: unknown = pair[k];
    return Number.isInteger(axis) ? ((axis as number) + shape.length + 1) % (shape.length + 1) : 0;
  });
  if (pair.length !== 2 || axes.some((axis) => axis < 1))
    fail('layer', {
      given: `${describe(layer)} has axes ${JSON.stringify(given)}`,
      expected: 'an axis of each value',
      remedy: 'correct them',
    });
  return axes;
}

/** A value as a matrix for each example, one of its axes along the rows or along the columns. */
function matrix(step: Step, { name, shape }: Value, axis: number, last: boolean, e: Emitter): string {
  const others = shape.map((_, k) => k + 1).filter((k) => k !== axis);
  const perm = last ? [0, ...others, axis] : [0, axis, ...others];
  const turned = perm.every((each, k) => each === k) ? name : e.emit(step, 'Transpose', [name], { perm });
  const [along, across] = [shape[axis - 1]!, sizeOf(shape) / shape[axis - 1]!];
  return e.emit(step, 'Reshape', [turned, e.integers(last ? [-1, across, along] : [-1, along, across])]);
}

/** Σₖ x[…, k, …] y[…, k, …] for each example, the other axes of x before those of y. */
const dot: LayerRule = (step, inputs, e) => {
  if (inputs.length !== 2) refuse(step, `takes ${inputs.length} values`);
  const values = inputs.map((value) => e.plain(value));
  const axes = summed(step, values);
  const [x, y] = values.map((value, k) =>
    flagOf(step, 'normalize', false) ? { ...value, name: normalised(step, value.name, [axes[k]!], 1e-7, e) } : value,
  ) as [Value, Value];
  const [a, b] = axes as [number, number];
  if (x.shape[a - 1] !== y.shape[b - 1])
    fail('shape', {
      given: `${describe(step)} sums over axes ${a} of ${shown(x)} and ${b} of ${shown(y)}`,
      remedy: 'make them agree',
    });
  const product = e.emit(step, 'MatMul', [matrix(step, x, a, true, e), matrix(step, y, b, false, e)]);
  const rest = [...x.shape.toSpliced(a - 1, 1), ...y.shape.toSpliced(b - 1, 1)];
  const shape = rest.length === 0 ? [1] : rest;
  return { name: e.emit(step, 'Reshape', [product, e.integers([-1, ...shape])]), shape, layout: PLAIN };
};

/** The product of matrices, one of each example. */
const matmul: LayerRule = (step, inputs, e) => {
  const [x, y] = inputs.map((value) => e.plain(value)) as [Value, Value];
  const before = x.shape.slice(0, -2).join();
  const fits = x.shape.length >= 2 && before === y.shape.slice(0, -2).join() && x.shape.at(-1) === y.shape.at(-2);
  if (!fits) refuse(step, `multiplies ${shown(x)} by ${shown(y)}`);
  const shape = [...x.shape.slice(0, -1), y.shape.at(-1)!];
  return { name: e.emit(step, 'MatMul', [x.name, y.name]), shape, layout: PLAIN };
};

export const products: Readonly<Record<string, LayerRule>> = { Dot: dot, Matmul: matmul };
