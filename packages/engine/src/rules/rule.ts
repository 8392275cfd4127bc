import { FragilityError } from '@fragility/numerics';
import type { Node } from '../graph/graph.js';
import type { Tape } from '../graph/tape.js';

/**
 * From the cotangents of a node's outputs to the cotangents of its inputs, undefined where not wanted. `dy` is the cotangent of the first
 * output; `all` has one entry per output, undefined where nothing depends on it. A rule that does not take `all` is one of the first output only.
 */
export type Rule = (tape: Tape, dy: string, all: readonly (string | undefined)[]) => readonly (string | undefined)[];

/** Refuses a node that no rule covers. */
export function refuse(node: Node, why: string, remedy: string): never {
  throw new FragilityError(
    { given: `operator ${node.op} (node '${node.name}') ${why}`, remedy },
    {
      where: 'engine/rules',
      code: 'engine/operator',
      kind: 'input',
      node: { name: node.name, op: node.op, why },
    },
  );
}

export const flag = (node: Node, name: string, otherwise = 0): boolean =>
  ((node.attributes[name] as number | undefined) ?? otherwise) === 1;

export const whole = (node: Node, name: string, otherwise: number): number =>
  (node.attributes[name] as number | undefined) ?? otherwise;

export const wholes = (node: Node, name: string): readonly number[] | undefined =>
  node.attributes[name] as readonly number[] | undefined;

export const text = (node: Node, name: string, otherwise: string): string =>
  (node.attributes[name] as string | undefined) ?? otherwise;

export function float(node: Node, name: string, otherwise: number): number {
  const value = node.attributes[name];
  return typeof value === 'object' && 'float' in value ? value.float : otherwise;
}

/** Whole numbers of an optional input that must be known before the graph runs. */
export function knownWholes(tape: Tape, k: number): number[] | undefined {
  const name = tape.node.inputs[k];
  if (!name) return undefined;
  const constant =
    tape.known(name) ??
    refuse(tape.node, `takes '${name}', which depends on the input`, 'export the model with it as a constant');
  return Array.from(constant.data as ArrayLike<number | bigint>, Number);
}

/** An axis counted from the front. */
export const axisOf = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** Size of one axis of a value; it may not be the batch's. */
export function sizeAt(tape: Tape, name: string, axis: number): number {
  const size = tape.shape(name)[axis];
  return typeof size === 'number'
    ? size
    : refuse(tape.node, `works along axis ${axis}, whose size '${size}' varies`, 'keep the examples of a batch apart');
}

/** A shape as the `Reshape` operator takes it: −1 for the one size that varies. */
export function target(tape: Tape, shape: readonly (number | string)[]): number[] {
  if (shape.filter((size) => typeof size !== 'number').length > 1)
    refuse(tape.node, `has shape [${shape.join(', ')}] with several sizes that vary`, 'fix the size of the inputs');
  return shape.map((size) => (typeof size === 'number' ? size : -1));
}

/** A value in the shape of another value of the forward graph. */
export const reshapeLike = (tape: Tape, value: string, name: string): string =>
  tape.emit('Reshape', [value, tape.integers(target(tape, tape.shape(name)))]);

/** a / b, and zero where b is. */
export function ratio(tape: Tape, a: string, b: string): string {
  const zero = tape.emit('Equal', [b, tape.scalar(0)]);
  return tape.emit('Where', [
    zero,
    tape.scalar(0),
    tape.emit('Div', [a, tape.emit('Where', [zero, tape.scalar(1), b])]),
  ]);
}

/** Sums a cotangent over the axes along which `name` was broadcast to the shape `from`, by default that of the output. */
export function unbroadcast(tape: Tape, cotangent: string, name: string, from = tape.shape(tape.node.outputs[0]!)) {
  const to = tape.shape(name);
  const lead = from.length - to.length;
  const stretched = to.flatMap((size, axis) => (size === 1 && from[axis + lead] !== 1 ? [axis] : []));
  let sum = cotangent;
  if (lead > 0) {
    const axes = Array.from({ length: lead }, (_, axis) => axis);
    sum = tape.emit('ReduceSum', [sum, tape.integers(axes)], { keepdims: 0 });
  }
  return stretched.length > 0 ? tape.emit('ReduceSum', [sum, tape.integers(stretched)], { keepdims: 1 }) : sum;
}
