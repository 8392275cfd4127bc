import { activationOf, numberOf } from '../../layers-model/layer.js';
import type { Emitter, Value } from '../emitter.js';
import type { Step } from '../plan.js';
import { refuse, type LayerRule } from './rule.js';

type Apply = (step: Step, x: string, e: Emitter) => string;

const plainly =
  (op: string): Apply =>
  (step, x, e) =>
    e.emit(step, op, [x]);

const clipped = (step: Step, x: string, e: Emitter, low: number, high: number): string =>
  e.emit(step, 'Clip', [x, e.floats([low], []), e.floats([high], [])]);

/** Activations by the name TensorFlow.js gives them; softmax is apart because it needs its axis last. */
const functions: Readonly<Record<string, Apply>> = {
  linear: (_, x) => x,
  relu: plainly('Relu'),
  relu6: (step, x, e) => clipped(step, x, e, 0, 6),
  elu: (step, x, e) => e.emit(step, 'Elu', [x], { alpha: { float: 1 } }),
  selu: plainly('Selu'),
  sigmoid: plainly('Sigmoid'),
  tanh: plainly('Tanh'),
  softplus: plainly('Softplus'),
  hardSigmoid: (step, x, e) => {
    const line = e.emit(step, 'Add', [e.emit(step, 'Mul', [x, e.floats([0.2], [])]), e.floats([0.5], [])]);
    return clipped(step, line, e, 0, 1);
  },
  swish: (step, x, e) => e.emit(step, 'Mul', [x, e.emit(step, 'Sigmoid', [x])]),
};

/** Names of all activations that have a counterpart. */
export const knownActivations = [...Object.keys(functions), 'softmax'];

/** Applies an activation to a value. */
export function activate(name: string, step: Step, value: Value, e: Emitter): Value {
  if (name === 'softmax') {
    const plain = e.plain(value);
    return { ...plain, name: e.emit(step, 'Softmax', [plain.name], { axis: -1 }) };
  }
  const apply = functions[name] ?? refuse(step, `has the activation '${name}' (known: ${knownActivations.join(', ')})`);
  return { ...value, name: apply(step, value.name, e) };
}

/** Slope of a LeakyReLU for negative values. */
export const leakySlope = (step: Step): number => numberOf(step, 'alpha', numberOf(step, 'negative_slope', 0.3));

export const activations: Readonly<Record<string, LayerRule>> = {
  Activation: (step, [x], e) => activate(activationOf(step), step, x!, e),
  ReLU: (step, [x], e) => {
    if (numberOf(step, 'negative_slope', 0) !== 0 || numberOf(step, 'threshold', 0) !== 0)
      refuse(step, 'has a negative_slope or a threshold');
    const limit = step.config['max_value'] ?? null;
    const name = e.emit(step, 'Relu', [x!.name]);
    return {
      ...x!,
      name: limit === null ? name : e.emit(step, 'Min', [name, e.floats([numberOf(step, 'max_value')], [])]),
    };
  },
  LeakyReLU: (step, [x], e) => ({
    ...x!,
    name: e.emit(step, 'LeakyRelu', [x!.name], { alpha: { float: leakySlope(step) } }),
  }),
  ELU: (step, [x], e) => ({
    ...x!,
    name: e.emit(step, 'Elu', [x!.name], { alpha: { float: numberOf(step, 'alpha', 1) } }),
  }),
  Softmax: (step, [x], e) => {
    const axis = numberOf(step, 'axis', -1);
    if (axis !== -1 && axis !== x!.shape.length) refuse(step, `works on axis ${axis}, not the last`);
    return activate('softmax', step, x!, e);
  },
};
