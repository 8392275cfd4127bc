import type { Tape } from '../../graph/tape.js';
import { maximum } from '../spatial/pooling.js';
import { axisOf, flag, knownWholes, ratio, sizeAt, whole, wholes, type Rule } from '../rule.js';

/** Axes that a reduction runs over. */
function axesOf(tape: Tape): number[] {
  const { node } = tape;
  const rank = tape.shape(node.inputs[0]!).length;
  const given = wholes(node, 'axes') ?? knownWholes(tape, 1);
  if (given?.length) return given.map((axis) => axisOf(axis, rank));
  return flag(node, 'noop_with_empty_axes') ? [] : Array.from({ length: rank }, (_, axis) => axis);
}

/** A value of the output's shape with the reduced axes put back as ones. */
function kept(tape: Tape, value: string, axes: readonly number[]): string {
  return flag(tape.node, 'keepdims', 1) || axes.length === 0
    ? value
    : tape.emit('Unsqueeze', [value, tape.integers(axes)]);
}

/** A value spread over the axes that were reduced. */
function spread(tape: Tape, value: string, axes: readonly number[]): string {
  const x = tape.node.inputs[0]!;
  const shape = tape.shape(x);
  const varies = axes.some((axis) => typeof shape[axis] !== 'number');
  const sizes = shape.map((size, axis) => (axes.includes(axis) ? (size as number) : 1));
  return tape.emit('Expand', [value, varies ? tape.emit('Shape', [tape.value(x)]) : tape.integers(sizes)]);
}

/** y = Σ x. */
const sum: Rule = (tape, dy) => {
  const axes = axesOf(tape);
  return [spread(tape, kept(tape, dy, axes), axes)];
};

/** y = mean x. */
const mean: Rule = (tape, dy) => {
  const axes = axesOf(tape);
  const count = axes.reduce((product, axis) => product * sizeAt(tape, tape.node.inputs[0]!, axis), 1);
  return [spread(tape, kept(tape, tape.emit('Mul', [dy, tape.scalar(1 / count)]), axes), axes)];
};

/** y = max x, or min: in equal shares to the values that attain it. */
const extreme: Rule = (tape, dy) => {
  const axes = axesOf(tape);
  const [x, y] = [tape.node.inputs[0]!, tape.node.outputs[0]!];
  return [maximum(tape, tape.value(x), kept(tape, tape.value(y), axes), kept(tape, dy, axes), axes)];
};

/** y = ‖x‖₂:  dx = dy x / y, and 0 where x is, as at any corner of a norm. */
const euclidean: Rule = (tape, dy) => {
  const axes = axesOf(tape);
  const [x, y] = [tape.node.inputs[0]!, tape.node.outputs[0]!];
  return [tape.emit('Mul', [tape.value(x), kept(tape, ratio(tape, dy, tape.value(y)), axes)])];
};

/** y = Σ |x|:  dx = dy sign x. */
const absolute: Rule = (tape, dy) => [
  tape.emit('Mul', [tape.emit('Sign', [tape.value(tape.node.inputs[0]!)]), kept(tape, dy, axesOf(tape))]),
];

/** y = Σ x²:  dx = 2 dy x. */
const square: Rule = (tape, dy) => {
  const twice = tape.emit('Add', [dy, dy]);
  return [tape.emit('Mul', [tape.value(tape.node.inputs[0]!), kept(tape, twice, axesOf(tape))])];
};

/** y = log Σ exp x:  dx = dy exp(x − y). */
const logSumExp: Rule = (tape, dy) => {
  const axes = axesOf(tape);
  const [x, y] = [tape.node.inputs[0]!, tape.node.outputs[0]!];
  const shifted = tape.emit('Sub', [tape.value(x), kept(tape, tape.value(y), axes)]);
  return [tape.emit('Mul', [tape.emit('Exp', [shifted]), kept(tape, dy, axes)])];
};

/** y = log Σ x:  dx = dy / Σ x. */
const logSum: Rule = (tape, dy) => {
  const axes = axesOf(tape);
  const total = tape.emit('Exp', [tape.value(tape.node.outputs[0]!)]);
  return [spread(tape, kept(tape, tape.emit('Div', [dy, total]), axes), axes)];
};

/** y = Π x:  dx_i = dy Π x_j over j ≠ i, which is y / x_i, the product of the others where x_i alone is zero, and zero beside a zero. */
const product: Rule = (tape, dy) => {
  const axes = axesOf(tape);
  const x = tape.value(tape.node.inputs[0]!);
  const zero = tape.emit('Equal', [x, tape.scalar(0)]);
  const others = tape.emit('Where', [zero, tape.scalar(1), x]);
  const total = tape.emit('ReduceProd', [others], { axes, keepdims: 1 });
  const zeros = tape.cast(zero);
  const beside = tape.emit('Sub', [tape.emit('ReduceSum', [zeros, tape.integers(axes)], { keepdims: 1 }), zeros]);
  const slope = tape.emit('Where', [
    tape.emit('Equal', [beside, tape.scalar(0)]),
    tape.emit('Div', [total, others]),
    tape.scalar(0),
  ]);
  return [tape.emit('Mul', [slope, kept(tape, dy, axes)])];
};

/** y = x − log Σ exp x along an axis:  dx = dy − exp(y) Σ dy. */
const logSoftmax: Rule = (tape, dy) => {
  const total = tape.emit('ReduceSum', [dy, tape.integers([whole(tape.node, 'axis', -1)])], { keepdims: 1 });
  const probabilities = tape.emit('Exp', [tape.value(tape.node.outputs[0]!)]);
  return [tape.emit('Sub', [dy, tape.emit('Mul', [probabilities, total])])];
};

/** y = exp x / Σ exp x along an axis:  dx = y ∘ (dy − Σ dy ∘ y). */
const softmax: Rule = (tape, dy) => {
  const y = tape.value(tape.node.outputs[0]!);
  const axis = tape.integers([whole(tape.node, 'axis', -1)]);
  const mixed = tape.emit('ReduceSum', [tape.emit('Mul', [dy, y]), axis], { keepdims: 1 });
  return [tape.emit('Mul', [y, tape.emit('Sub', [dy, mixed])])];
};

export const reductions = {
  LogSoftmax: logSoftmax,
  ReduceL1: absolute,
  ReduceL2: euclidean,
  ReduceLogSum: logSum,
  ReduceLogSumExp: logSumExp,
  ReduceMax: extreme,
  ReduceMean: mean,
  ReduceMin: extreme,
  ReduceProd: product,
  ReduceSum: sum,
  ReduceSumSquare: square,
  Softmax: softmax,
} satisfies Record<string, Rule>;
