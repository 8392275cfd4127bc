import { FragilityError } from '@fragility/numerics';
import type { Attribute, Node } from './graph.js';
import type { Shape } from './shapes.js';

/** What the rule of one node may use. Names in, names out: everything it emits goes into the backward graph. */
export interface Tape {
  readonly node: Node;
  /** Whether the gradient with respect to input k is asked for. */
  wanted(k: number): boolean;
  shape(name: string): Shape;
  /** A value of the forward graph, for use in the backward graph; what is taken here is saved by the forward pass. */
  value(name: string): string;
  /** The transpose of a matrix of the forward graph; of a constant it is made once, when the graph is built. */
  transposed(name: string): string;
  /** A number in the graph's precision. */
  scalar(value: number): string;
  integers(values: readonly number[]): string;
  emit(op: string, inputs: readonly string[], attributes?: Readonly<Record<string, Attribute>>): string;
}

/** From the cotangent of a node's output to the cotangents of its inputs (undefined where not wanted). */
export type Rule = (tape: Tape, cotangent: string) => readonly (string | undefined)[];

/** Sums a cotangent over the axes along which `name` was broadcast to the output's shape. */
function unbroadcast(tape: Tape, cotangent: string, name: string): string {
  const to = tape.shape(name);
  const from = tape.shape(tape.node.outputs[0]!);
  const lead = from.length - to.length;
  const stretched = to.flatMap((size, axis) => (size === 1 && from[axis + lead] !== 1 ? [axis] : []));
  let sum = cotangent;
  if (lead > 0) {
    const axes = Array.from({ length: lead }, (_, axis) => axis);
    sum = tape.emit('ReduceSum', [sum, tape.integers(axes)], { keepdims: 0 });
  }
  return stretched.length > 0 ? tape.emit('ReduceSum', [sum, tape.integers(stretched)], { keepdims: 1 }) : sum;
}

const flag = (node: Node, name: string): boolean => node.attributes[name] === 1;

function float(node: Node, name: string, otherwise: number): number {
  const value = node.attributes[name];
  return typeof value === 'object' && 'float' in value ? value.float : otherwise;
}

/** Y = α A' B' + β C:  dA' = α dY B'ᵀ,  dB' = α A'ᵀ dY,  dC = β dY summed to C's shape. */
const gemm: Rule = (tape, dy) => {
  const { node } = tape;
  const [a, b, c] = node.inputs as [string, string, string?];
  const [transA, transB] = [flag(node, 'transA'), flag(node, 'transB')];
  const alpha = { alpha: { float: float(node, 'alpha', 1) } };
  const beta = float(node, 'beta', 1);
  const product = (p: string, q: string, transP: boolean, transQ: boolean): string =>
    tape.emit('Gemm', [p, q], { ...alpha, transA: Number(transP), transB: Number(transQ) });
  const da = (): string =>
    transA
      ? product(tape.value(b), dy, transB, true)
      : product(dy, transB ? tape.value(b) : tape.transposed(b), false, false);
  const db = (): string =>
    transB ? product(dy, tape.value(a), true, transA) : product(tape.value(a), dy, !transA, false);
  const dc = (): string => {
    const sum = unbroadcast(tape, dy, c!);
    return beta === 1 ? sum : tape.emit('Mul', [sum, tape.scalar(beta)]);
  };
  return [tape.wanted(0) ? da() : undefined, tape.wanted(1) ? db() : undefined, c && tape.wanted(2) ? dc() : undefined];
};

/** Y = A B:  dA = dY Bᵀ,  dB = Aᵀ dY. */
const matmul: Rule = (tape, dy) => {
  const [a, b] = tape.node.inputs as [string, string];
  if (tape.shape(b).length !== 2 || (tape.wanted(1) && tape.shape(a).length !== 2)) {
    throw new FragilityError(
      `MatMul '${tape.node.name}' multiplies [${tape.shape(a).join(', ')}] by [${tape.shape(b).join(', ')}], expected matrices; reshape them`,
      { where: 'engine/graph', code: 'engine/operator' },
    );
  }
  return [
    tape.wanted(0) ? tape.emit('MatMul', [dy, tape.transposed(b)]) : undefined,
    tape.wanted(1) ? tape.emit('Gemm', [tape.value(a), dy], { transA: 1 }) : undefined,
  ];
};

/** Where a value is positive, as booleans. */
const positive = (tape: Tape, name: string): string => tape.emit('Greater', [tape.value(name), tape.scalar(0)]);

/** y = max(x, 0):  dx = dy ∘ [y > 0]. The mask comes from the output, so that the runtime may fuse the activation. */
const relu: Rule = (tape, dy) => [tape.emit('Where', [positive(tape, tape.node.outputs[0]!), dy, tape.scalar(0)])];

/** y = x or αx:  dx = dy ∘ (x > 0 ? 1 : α). For α ≥ 0 the sign of y is the sign of x. */
const leakyRelu: Rule = (tape, dy) => {
  const alpha = float(tape.node, 'alpha', 0.01);
  const signed = alpha >= 0 ? tape.node.outputs[0]! : tape.node.inputs[0]!;
  return [tape.emit('Where', [positive(tape, signed), dy, tape.emit('Mul', [dy, tape.scalar(alpha)])])];
};

/** y = tanh x:  dx = dy ∘ (1 − y²). */
const tanh: Rule = (tape, dy) => {
  const y = tape.value(tape.node.outputs[0]!);
  return [tape.emit('Mul', [dy, tape.emit('Sub', [tape.scalar(1), tape.emit('Mul', [y, y])])])];
};

/** y = a + b. */
const add: Rule = (tape, dy) =>
  tape.node.inputs.map((name, k) => (tape.wanted(k) ? unbroadcast(tape, dy, name) : undefined));

/** y = a − b. */
const sub: Rule = (tape, dy) => {
  const [a, b] = tape.node.inputs as [string, string];
  return [
    tape.wanted(0) ? unbroadcast(tape, dy, a) : undefined,
    tape.wanted(1) ? unbroadcast(tape, tape.emit('Neg', [dy]), b) : undefined,
  ];
};

/** y = a ∘ b:  da = dy ∘ b,  db = dy ∘ a. */
const mul: Rule = (tape, dy) => {
  const [a, b] = tape.node.inputs as [string, string];
  return [
    tape.wanted(0) ? unbroadcast(tape, tape.emit('Mul', [dy, tape.value(b)]), a) : undefined,
    tape.wanted(1) ? unbroadcast(tape, tape.emit('Mul', [dy, tape.value(a)]), b) : undefined,
  ];
};

/** y = x − log Σ exp x along an axis:  dx = dy − exp(y) Σ dy. */
const logSoftmax: Rule = (tape, dy) => {
  const axis = (tape.node.attributes['axis'] as number | undefined) ?? -1;
  const total = tape.emit('ReduceSum', [dy, tape.integers([axis])], { keepdims: 1 });
  const probabilities = tape.emit('Exp', [tape.value(tape.node.outputs[0]!)]);
  return [tape.emit('Sub', [dy, tape.emit('Mul', [probabilities, total])])];
};

/** Only the shape differs: the cotangent takes the shape of the input. */
const reshape: Rule = (tape, dy) => {
  const shape = tape.shape(tape.node.inputs[0]!).map((size) => (typeof size === 'number' ? size : -1));
  return [tape.emit('Reshape', [dy, tape.integers(shape)])];
};

/** y = Σ x over everything. */
const sumAll: Rule = (tape, dy) => [tape.emit('Expand', [dy, tape.emit('Shape', [tape.value(tape.node.inputs[0]!)])])];

/** The reverse-mode rule of every operator that can be differentiated; a new operator is one more line. */
export const rules: Readonly<Record<string, Rule>> = {
  Add: add,
  Flatten: reshape,
  Gemm: gemm,
  Identity: (_, dy) => [dy],
  LeakyRelu: leakyRelu,
  LogSoftmax: logSoftmax,
  MatMul: matmul,
  Mul: mul,
  ReduceSum: sumAll,
  Relu: relu,
  Sub: sub,
  Tanh: tanh,
};
