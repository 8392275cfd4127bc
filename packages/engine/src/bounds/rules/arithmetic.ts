import { sizeOf } from '../../graph/tensors.js';
import { float } from '../../rules/rule.js';
import { scaling } from '../maps/sparse.js';
import { operand, parameter, refuse, spread, type BoundRule, type Made, type Operands, type Slot } from './rule.js';

/** y = factor ∘ x + shift. */
function affine({ value, shape }: Slot, factor: number | Float64Array, shift?: Float64Array): Made {
  const size = sizeOf(shape);
  const terms = [{ from: value, map: scaling(size, factor) }];
  return { shape, step: { kind: 'linear', terms, bias: shift ?? new Float64Array(size) } };
}

/** The operands in their order: the one that depends on the input, and the known one over its shape. */
function mixed(given: Operands): { readonly x: Slot; readonly known: Float64Array; readonly isFirst: boolean } {
  const isFirst = given.slot(0) !== undefined;
  const x = operand(given, isFirst ? 0 : 1);
  return { x, known: spread(parameter(given, isFirst ? 1 : 0), x.shape, given.node), isFirst };
}

/** y = a x + b z. */
const sum =
  (a: number, b: number): BoundRule =>
  (given) => {
    const [first, second] = [given.slot(0), given.slot(1)];
    if (first && second) {
      const size = sizeOf(first.shape);
      if (sizeOf(second.shape) !== size) refuse(given.node, 'has no bound rule for values of different shapes');
      const terms = [
        { from: first.value, map: scaling(size, a) },
        { from: second.value, map: scaling(size, b) },
      ];
      return { shape: first.shape, step: { kind: 'linear', terms, bias: new Float64Array(size) } };
    }
    const { x, known, isFirst } = mixed(given);
    const sign = isFirst ? b : a;
    return affine(x, isFirst ? a : b, sign === 1 ? known : known.map((v) => sign * v));
  };

const product: BoundRule = (given) => {
  const { x, known } = mixed(given);
  return affine(x, known);
};

const quotient: BoundRule = (given) => {
  const { x, known, isFirst } = mixed(given);
  if (!isFirst) refuse(given.node, 'has no bound rule for a divisor that depends on the input');
  return affine(
    x,
    known.map((v) => 1 / v),
  );
};

/** y = a ∘ x + c, one a and one c for every channel. */
const batchNormalisation: BoundRule = (given) => {
  const x = operand(given);
  if (given.node.attributes['training_mode'] === 1) refuse(given.node, 'takes its mean from the batch');
  const [scale, shift, mean, variance] = [1, 2, 3, 4].map((k) => parameter(given, k).data) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const epsilon = float(given.node, 'epsilon', 1e-5);
  const perChannel = sizeOf(x.shape.slice(2));
  const channel = (k: number): number => Math.floor(k / perChannel);
  const factors = scale.map((v, c) => v / Math.sqrt(variance[c]! + epsilon));
  const size = sizeOf(x.shape);
  const factor = Float64Array.from({ length: size }, (_, k) => factors[channel(k)]!);
  return affine(
    x,
    factor,
    factor.map((v, k) => shift[channel(k)]! - mean[channel(k)]! * v),
  );
};

/** Bound rules of sums, and of products with known numbers. */
export const arithmetic: Readonly<Record<string, BoundRule>> = {
  Add: sum(1, 1),
  Sub: sum(1, -1),
  Mul: product,
  Div: quotient,
  Neg: (given) => affine(operand(given), -1),
  BatchNormalization: batchNormalisation,
};
