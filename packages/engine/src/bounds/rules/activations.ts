import { float } from '../../rules/rule.js';
import type { Curve } from '../relaxations/curve.js';
import { rectifier } from '../relaxations/rectifier.js';
import { sigmoid, tanh } from '../relaxations/s-shaped.js';
import { operand, refuse, type BoundRule } from './rule.js';

const apply =
  (curve: Curve): BoundRule =>
  (given) => {
    const { value, shape } = operand(given);
    return { shape, step: { kind: 'activation', from: value, curve } };
  };

const leakyRelu: BoundRule = (given) => {
  const slope = float(given.node, 'alpha', 0.01);
  if (!(slope >= 0 && slope <= 1)) refuse(given.node, `has no bound rule for a slope of ${slope}, outside of 0…1`);
  return apply(rectifier(slope))(given);
};

/** Bound rules of activations. */
export const activations: Readonly<Record<string, BoundRule>> = {
  Relu: apply(rectifier(0)),
  LeakyRelu: leakyRelu,
  Tanh: apply(tanh),
  Sigmoid: apply(sigmoid),
};
