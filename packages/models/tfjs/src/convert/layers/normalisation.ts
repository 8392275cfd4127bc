import { fail } from '../../error.js';
import { describe } from '../../layers-model/layer.js';
import { normalisation, normalisedAxes, normalisedAxis, rescaling, standardisation, type Affine } from '../affine.js';
import { PLAIN, stored, type Emitter, type Value } from '../emitter.js';
import type { Step } from '../plan.js';
import { axesOf, broadcastSizes } from './axes.js';
import type { LayerRule } from './rule.js';

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
    fail('shape', {
      given: `${describe(step)} has ${wrong.length} values for an axis of ${size}`,
      remedy: 'save topology and weights of one model',
    });
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
  const kept = normalisedAxes(step);
  if (kept.length > 1) {
    const { name, shape } = e.plain(value!);
    const axes = axesOf(step, shape);
    const { scale, shift } = standardisation(step, e.weights);
    const along = (values: Float64Array): string => e.floats(values, broadcastSizes(shape, axes));
    const product = e.emit(step, 'Mul', [name, along(scale)]);
    return { name: e.emit(step, 'Add', [product, along(shift)]), shape, layout: PLAIN };
  }
  const given = kept.length === 0 ? -1 : normalisedAxis(step);
  return scaled(step, value!, standardisation(step, e.weights), given < 0 ? value!.shape.length + given : given, e);
};

export const normalisations: Readonly<Record<string, LayerRule>> = {
  BatchNormalization: batchNormalization,
  Normalization: inputNormalization,
  Rescaling: (step, [value], e) => scaled(step, value!, rescaling(step), value!.shape.length - 1, e),
};
