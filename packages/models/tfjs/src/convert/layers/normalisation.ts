import { fail } from '../../error.js';
import { describe, flagOf, numberOf } from '../../layers-model/layer.js';
import { normalisation, normalisedAxes, normalisedAxis, rescaling, standardisation, type Affine } from '../affine.js';
import { PLAIN, sizeOf, stored, type Emitter, type Value } from '../emitter.js';
import type { Step } from '../plan.js';
import { refuse, type LayerRule } from './rule.js';

/** Values of one axis in the place where the value is stored, shaped so that they broadcast. */
function along(value: Value, axis: number, values: Float64Array, e: Emitter): string {
  const { layout, shape } = value;
  if (values.length === 1) return e.floats(values, []);
  if (layout.kind === 'flat') {
    const places = new Float64Array(values.length);
    stored(layout.image).forEach((to, from) => (places[to] = values[from]!));
    return e.floats(places, [places.length]);
  }
  const at = layout.kind === 'channels-first' ? (axis + 1) % 3 : axis;
  return e.floats(
    values,
    shape.map((_, k) => (k === at ? values.length : 1)),
  );
}

/** Multiplies and shifts along an axis of a value. */
export function scaled(step: Step, value: Value, { scale, shift }: Affine, axis: number, e: Emitter): Value {
  const size = value.shape[axis];
  const wrong = [scale, shift].find(({ length }) => length !== 1 && length !== size);
  if (wrong)
    fail(
      'shape',
      `${describe(step)} has ${wrong.length} values for an axis of ${size}; save topology and weights of one model`,
    );
  let { name } = value;
  if (scale.some((each) => each !== 1)) name = e.emit(step, 'Mul', [name, along(value, axis, scale, e)]);
  if (shift.some((each) => each !== 0)) name = e.emit(step, 'Add', [name, along(value, axis, shift, e)]);
  return { ...value, name };
}

const batchNormalization: LayerRule = (step, [value], e) => {
  const given = normalisedAxis(step);
  const axis = given < 0 ? value!.shape.length + given : given;
  return scaled(step, value!, normalisation(step, e.weights), axis, e);
};

const inputNormalization: LayerRule = (step, [value], e) => {
  const axes = normalisedAxes(step);
  if (axes.length > 1) refuse(step, `keeps the axes ${JSON.stringify(axes)} apart, not one`);
  const given = axes.length === 0 ? -1 : normalisedAxis(step);
  return scaled(step, value!, standardisation(step, e.weights), given < 0 ? value!.shape.length + given : given, e);
};

/** y = γ ∘ (x − μ)/√(σ² + ε) + β, moments over the last axes of each example. */
const layerNormalization: LayerRule = (step, [value], e) => {
  const { name, shape } = e.plain(value!);
  if (flagOf(step, 'rms_scaling', false)) refuse(step, 'scales by the root of the mean square');
  const given = step.config['axis'] ?? -1;
  const rank = shape.length + 1;
  const axes = [given].flat().map((axis) => ((axis as number) < 0 ? rank + (axis as number) : axis));
  if (axes.length === 0 || !axes.every((axis, k) => axis === rank - axes.length + k) || axes.length === rank)
    refuse(step, `works on axis ${JSON.stringify(given)}, not on the last`);
  const sizes = shape.slice(-axes.length);
  const parameter = (key: string, used: string, standard: number): string =>
    flagOf(step, used, true)
      ? e.floats(e.weights.get(step, key, sizes).data, sizes)
      : e.floats(new Float64Array(sizeOf(sizes)).fill(standard), sizes);
  const inputs = [name, parameter('gamma', 'scale', 1), parameter('beta', 'center', 0)];
  const attributes = { axis: -axes.length, epsilon: { float: numberOf(step, 'epsilon', 1e-3) } };
  return { name: e.emit(step, 'LayerNormalization', inputs, attributes), shape, layout: PLAIN };
};

export const normalisations: Readonly<Record<string, LayerRule>> = {
  BatchNormalization: batchNormalization,
  LayerNormalization: layerNormalization,
  Normalization: inputNormalization,
  Rescaling: (step, [value], e) => scaled(step, value!, rescaling(step), value!.shape.length - 1, e),
};
