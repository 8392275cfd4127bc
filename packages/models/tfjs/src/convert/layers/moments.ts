import { fail } from '../../error.js';
import { describe, flagOf, numberOf } from '../../layers-model/layer.js';
import { CHANNELS_FIRST, PLAIN, sizeOf, type Emitter, type Value } from '../emitter.js';
import type { Step } from '../plan.js';
import { axesOf, broadcastSizes } from './axes.js';
import { refuse, type LayerRule } from './rule.js';

const sum = (step: Step, x: string, axes: readonly number[], e: Emitter): string =>
  e.emit(step, 'ReduceSum', [x, e.integers(axes)], { keepdims: 1 });
const mean = (step: Step, x: string, axes: readonly number[], e: Emitter): string =>
  e.emit(step, 'ReduceMean', [x], { axes, keepdims: 1 });
const squared = (step: Step, x: string, e: Emitter): string => e.emit(step, 'Mul', [x, x]);

/** x/√(m + ε) */
const overRoot = (step: Step, x: string, m: string, epsilon: number, e: Emitter): string =>
  e.emit(step, 'Div', [x, e.emit(step, 'Sqrt', [e.emit(step, 'Add', [m, e.floats([epsilon], [])])])]);

/** (x − μ)/√(σ² + ε), moments over some axes; where only the scale is wanted, x/√(σ² + ε). */
function standardised(step: Step, x: string, axes: readonly number[], e: Emitter, scaleOnly = false): string {
  const centred = e.emit(step, 'Sub', [x, mean(step, x, axes, e)]);
  const variance = mean(step, squared(step, centred, e), axes, e);
  return overRoot(step, scaleOnly ? x : centred, variance, numberOf(step, 'epsilon', 1e-3), e);
}

/** A weight of `sizes` values in a shape that broadcasts. */
const weight = (step: Step, name: string, sizes: readonly number[], broadcast: readonly number[], e: Emitter): string =>
  e.floats(e.weights.get(step, name, sizes).data, broadcast);

/** γ ∘ x + β, as far as the layer has them. */
function affine(
  step: Step,
  x: string,
  sizes: readonly number[],
  broadcast: readonly number[],
  e: Emitter,
  centre = flagOf(step, 'center', true),
): string {
  const scale = flagOf(step, 'scale', true) || flagOf(step, 'rms_scaling', false);
  const product = scale ? e.emit(step, 'Mul', [x, weight(step, 'gamma', sizes, broadcast, e)]) : x;
  return centre ? e.emit(step, 'Add', [product, weight(step, 'beta', sizes, broadcast, e)]) : product;
}

/** y = γ ∘ (x − μ)/√(σ² + ε) + β, moments of each example over some axes. */
const layerNormalization: LayerRule = (step, [value], e) => {
  const { name, shape } = e.plain(value!);
  const axes = axesOf(step, shape);
  const sizes = axes.map((axis) => shape[axis - 1]!);
  const scaleOnly = flagOf(step, 'rms_scaling', false);
  if (!scaleOnly && axes[0] === shape.length + 1 - axes.length) {
    const parameter = (key: string, used: string, standard: number): string =>
      flagOf(step, used, true)
        ? weight(step, key, sizes, sizes, e)
        : e.floats(new Float64Array(sizeOf(sizes)).fill(standard), sizes);
    const inputs = [name, parameter('gamma', 'scale', 1), parameter('beta', 'center', 0)];
    const attributes = { axis: -axes.length, epsilon: { float: numberOf(step, 'epsilon', 1e-3) } };
    return { name: e.emit(step, 'LayerNormalization', inputs, attributes), shape, layout: PLAIN };
  }
  const made = standardised(step, name, axes, e, scaleOnly);
  const broadcast = broadcastSizes(shape, axes);
  const centre = !scaleOnly && flagOf(step, 'center', true);
  return { name: affine(step, made, sizes, broadcast, e, centre), shape, layout: PLAIN };
};

/** A value with one axis right after the batch, and the way back. */
function axisFirst(step: Step, value: Value, axis: number, e: Emitter): { name: string; back(y: string): Value } {
  const { shape } = value;
  if (shape.length === 3 && axis === 3) {
    const back = (name: string): Value => ({ name, shape, layout: CHANNELS_FIRST });
    return { name: e.channelsFirst(step, value).name, back };
  }
  const { name } = e.plain(value);
  const result = (y: string): Value => ({ name: y, shape, layout: PLAIN });
  if (axis === 1) return { name, back: result };
  const others = shape.map((_, k) => k + 1).filter((k) => k !== axis);
  const perm = [0, axis, ...others];
  const inverse = perm.map((_, k) => perm.indexOf(k));
  return {
    name: e.emit(step, 'Transpose', [name], { perm }),
    back: (y) => result(e.emit(step, 'Transpose', [y], { perm: inverse })),
  };
}

/** y = γ ∘ (x − μ)/√(σ² + ε) + β, moments of each example over everything in each group of channels. */
const groupNormalization: LayerRule = (step, [value], e) => {
  const { shape } = value!;
  const [axis, ...more] = axesOf(step, shape) as [number, ...number[]];
  if (more.length > 0) refuse(step, `works on axis ${JSON.stringify(step.config['axis'])}`);
  const channels = shape[axis - 1]!;
  const given = numberOf(step, 'groups', 32);
  const groups = given === -1 ? channels : given;
  if (!(groups > 0) || channels % groups !== 0)
    fail('shape', {
      given: `${describe(step)} makes ${groups} groups of ${channels} channels`,
      remedy: 'correct groups',
    });
  const { name, back } = axisFirst(step, value!, axis, e);
  const others = shape.filter((_, k) => k !== axis - 1);
  const parts = e.emit(step, 'Reshape', [name, e.integers([-1, groups, sizeOf(shape) / groups])]);
  const made = standardised(step, parts, [2], e);
  const whole = e.emit(step, 'Reshape', [made, e.integers([-1, channels, ...others])]);
  return back(affine(step, whole, [channels], [channels, ...others.map(() => 1)], e));
};

/** y = s ∘ x/√(mean x² + ε) */
const rmsNormalization: LayerRule = (step, [value], e) => {
  const { name, shape } = e.plain(value!);
  const axes = axesOf(step, shape);
  const square = mean(step, squared(step, name, e), axes, e);
  const made = overRoot(step, name, square, numberOf(step, 'epsilon', 1e-6), e);
  const sizes = axes.map((axis) => shape[axis - 1]!);
  const scale = weight(step, 'scale', sizes, broadcastSizes(shape, axes), e);
  return { name: e.emit(step, 'Mul', [made, scale]), shape, layout: PLAIN };
};

/** x/max(‖x‖₂, ε), norms along some axes. */
export function normalised(step: Step, x: string, axes: readonly number[], epsilon: number, e: Emitter): string {
  const square = sum(step, squared(step, x, e), axes, e);
  const least = e.emit(step, 'Max', [square, e.floats([epsilon ** 2], [])]);
  return e.emit(step, 'Div', [x, e.emit(step, 'Sqrt', [least])]);
}

const unitNormalization: LayerRule = (step, [value], e) => {
  const { name, shape } = e.plain(value!);
  if (numberOf(step, 'order', 2) !== 2) refuse(step, `takes norms of order ${numberOf(step, 'order')}`);
  const epsilon = numberOf(step, 'epsilon', 1e-12);
  return { name: normalised(step, name, axesOf(step, shape), epsilon, e), shape, layout: PLAIN };
};

/** Normalisations by the moments of each example. */
export const moments: Readonly<Record<string, LayerRule>> = {
  GroupNormalization: groupNormalization,
  LayerNormalization: layerNormalization,
  RMSNormalization: rmsNormalization,
  UnitNormalization: unitNormalization,
};
