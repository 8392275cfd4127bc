import { activationOf, describe, numberOf, type Config } from '../../layers-model/layer.js';
import { fail } from '../../error.js';
import { PLAIN, type Emitter, type Value } from '../emitter.js';
import type { Step } from '../plan.js';
import { axesOf } from './axes.js';
import { functions } from './functions.js';
import { refuse, type LayerRule } from './rule.js';

/** Activations that look at the whole last axis. */
const AXES: ReadonlyMap<string, LayerRule> = new Map<string, LayerRule>([
  ['softmax', lastAxis('Softmax')],
  ['logSoftmax', lastAxis('LogSoftmax')],
  ['glu', glu],
]);

function lastAxis(op: string): LayerRule {
  return (step, [value], e) => {
    const plain = e.plain(value!);
    return { ...plain, name: e.emit(step, op, [plain.name], { axis: -1 }) };
  };
}

/** a · σ(b) of the halves a and b of the last axis */
function glu(step: Step, [value]: readonly Value[], e: Emitter): Value {
  const { name, shape, layout } = e.plain(value!);
  const half = shape.at(-1)! / 2;
  if (!Number.isInteger(half))
    fail('shape', {
      given: `${describe(step)} halves an axis of ${2 * half}`,
      expected: 'an even size',
      remedy: 'change the layer',
    });
  const part = (from: number): string =>
    e.emit(step, 'Slice', [name, e.integers([from]), e.integers([from + half]), e.integers([-1])]);
  const gate = e.emit(step, 'Sigmoid', [part(half)]);
  return { name: e.emit(step, 'Mul', [part(0), gate]), shape: [...shape.slice(0, -1), half], layout };
}

/** Applies the activation of a layer to a value. */
export function activate(name: string, step: Step, value: Value, e: Emitter): Value {
  const whole = AXES.get(name);
  if (whole) return whole(step, [value], e);
  const own = step.config['activation'];
  const layer = Object.hasOwn(activations, name) ? activations[name] : undefined;
  if (layer && typeof own === 'object' && name !== 'Activation')
    return layer({ ...step, class: name, config: (own as { config?: Config }).config ?? {} }, [value], e);
  const apply = functions.get(name) ?? refuse(step, `has the activation '${name}'`);
  return { ...value, name: apply(step, value.name, e) };
}

/** Slope of a LeakyReLU for negative values. */
export const leakySlope = (step: Step): number => numberOf(step, 'alpha', numberOf(step, 'negative_slope', 0.3));

const leaky = (step: Step, x: string, slope: number, e: Emitter): string =>
  slope === 0 ? e.emit(step, 'Relu', [x]) : e.emit(step, 'LeakyRelu', [x], { alpha: { float: slope } });

/** y = x where it is at a threshold t or beyond, s (x − t) below. */
function above(step: Step, x: string, threshold: number, slope: number, e: Emitter): string {
  const bound = e.floats([threshold], []);
  const below = e.emit(step, 'Mul', [e.emit(step, 'Sub', [x, bound]), e.floats([slope], [])]);
  return e.emit(step, 'Where', [e.emit(step, 'GreaterOrEqual', [x, bound]), x, below]);
}

/** y = x where it is beyond a threshold, 0 elsewhere. */
const thresholded: LayerRule = (step, [x], e) => {
  const beyond = e.emit(step, 'Greater', [x!.name, e.floats([numberOf(step, 'theta', 1)], [])]);
  return { ...x!, name: e.emit(step, 'Where', [beyond, x!.name, e.floats([0], [])]) };
};

/** Shares e^x/Σ e^x over one axis or several, or their logarithms. */
function softmaxOver(op: 'Softmax' | 'LogSoftmax'): LayerRule {
  return (step, inputs, e) => {
    if (inputs.length > 1) refuse(step, 'takes a mask');
    const { name, shape } = e.plain(inputs[0]!);
    const axes = axesOf(step, shape);
    const value = (made: string): Value => ({ name: made, shape, layout: PLAIN });
    if (axes.length === 1) return value(e.emit(step, op, [name], { axis: axes[0]! }));
    const over = (kind: string, x: string): string => e.emit(step, kind, [x], { axes, keepdims: 1 });
    const logs = e.emit(step, 'Sub', [name, over('ReduceLogSumExp', name)]);
    return value(op === 'LogSoftmax' ? logs : e.emit(step, 'Exp', [logs]));
  };
}

/** y = x or sx, s of its own for every value but along shared axes. */
const prelu: LayerRule = (step, [value], e) => {
  const { name, shape, layout } = e.plain(value!);
  const shared = [step.config['shared_axes'] ?? []].flat() as number[];
  const sizes = shape.map((size, axis) => (shared.includes(axis + 1) ? 1 : size));
  const slope = e.floats(e.weights.get(step, 'alpha', sizes).data, sizes);
  return { name: e.emit(step, 'PRelu', [name, slope]), shape, layout };
};

export const activations: Readonly<Record<string, LayerRule>> = {
  Activation: (step, [x], e) => activate(activationOf(step), step, x!, e),
  ReLU: (step, [x], e) => {
    const threshold = numberOf(step, 'threshold', 0);
    const limit = step.config['max_value'] ?? null;
    const slope = numberOf(step, 'negative_slope', 0);
    const name = threshold === 0 ? leaky(step, x!.name, slope, e) : above(step, x!.name, threshold, slope, e);
    return {
      ...x!,
      name: limit === null ? name : e.emit(step, 'Min', [name, e.floats([numberOf(step, 'max_value')], [])]),
    };
  },
  LeakyReLU: (step, [x], e) => ({ ...x!, name: leaky(step, x!.name, leakySlope(step), e) }),
  ELU: (step, [x], e) => ({
    ...x!,
    name: e.emit(step, 'Elu', [x!.name], { alpha: { float: numberOf(step, 'alpha', 1) } }),
  }),
  PReLU: prelu,
  Softmax: softmaxOver('Softmax'),
  LogSoftmax: softmaxOver('LogSoftmax'),
  ThresholdedReLU: thresholded,
};
