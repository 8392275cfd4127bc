import type { Shape } from '../../graph/graph.js';
import type { Tape } from '../../graph/tape.js';
import { sizeOf } from '../../graph/tensors.js';
import { addedAt, putBack, sizesOf, zerosLike } from './places.js';
import { axisOf, knownWholes, refuse, reshapeLike, sizeAt, target, whole, type Rule } from '../rule.js';

/** The product of sizes, none of which may vary. */
function product(tape: Tape, shape: Shape): number {
  const numbers = shape.filter((size) => typeof size === 'number');
  if (numbers.length < shape.length)
    refuse(
      tape.node,
      `takes entries along sizes [${shape.join(', ')}] that vary`,
      'keep the examples of a batch apart',
    );
  return sizeOf(numbers);
}

/** Entries of a value at places of an axis, which may depend on the input: dy is added up at the places. */
const gather: Rule = (tape, dy) => {
  const [x, indices] = tape.node.inputs as [string, string];
  const shape = tape.shape(x);
  const axis = axisOf(whole(tape.node, 'axis', 0), shape.length);
  const size = sizeAt(tape, x, axis);
  const count = product(tape, tape.shape(indices));
  const flat = shape.map((each, k) => (k === axis ? count : each));
  const onAxis = tape.shape(indices).length === 1 ? dy : tape.emit('Reshape', [dy, tape.integers(target(tape, flat))]);
  if (tape.known(indices)) {
    const places = knownWholes(tape, 1)!.map((place) => axisOf(place, size));
    return [putBack(tape, onAxis, axis, shape.length, places, size)];
  }
  const places = tape.emit('Reshape', [tape.value(indices), tape.integers([-1])]);
  return [addedAt(tape, onAxis, axis, shape.length, places, tape.integers([size]))];
};

/** y[…, i, …] = x[…, indices[…, i, …], …]: dy is added up at the places. */
const gatherElements: Rule = (tape, dy) => {
  const [x, indices] = tape.node.inputs as [string, string];
  const attributes = { axis: whole(tape.node, 'axis', 0), reduction: 'add' };
  return [tape.emit('ScatterElements', [zerosLike(tape, x, dy), tape.value(indices), dy], attributes)];
};

/** Distance between neighbours along each of some axes, in a list of their entries. */
const strides = (tape: Tape, shape: Shape): number[] => shape.map((_, axis) => product(tape, shape.slice(axis + 1)));

/** Places that are known: on one axis, [lead · taken] values, of which dy has some. */
function atConstants(tape: Tape, dy: string, lead: Shape, taken: Shape): string {
  const x = tape.node.inputs[0]!;
  const steps = strides(tape, taken);
  const [stacks, size] = [product(tape, lead), product(tape, taken)];
  const coordinates = knownWholes(tape, 1)!;
  const count = coordinates.length / taken.length;
  const places = Array.from({ length: count }, (_, k) => {
    const within = steps.reduce(
      (sum, step, j) => sum + step * axisOf(coordinates[k * taken.length + j]!, taken[j] as number),
      0,
    );
    return Math.floor(k / (count / stacks)) * size + within;
  });
  const flat = tape.emit('Reshape', [dy, tape.integers([count, -1])]);
  return reshapeLike(tape, putBack(tape, flat, 0, 2, places, stacks * size), x);
}

/** Places that are computed; the same on one axis. */
function atComputed(tape: Tape, dy: string, lead: Shape, taken: Shape): string {
  const [x, indices] = tape.node.inputs as [string, string];
  const rest = tape.shape(x).slice(lead.length + taken.length);
  const sizes = sizesOf(tape, x, dy, tape.shape(tape.node.outputs[0]!));
  const cut = (from: number, to: number): string =>
    tape.emit('Slice', [sizes, tape.integers([from]), tape.integers([to])]);
  const coordinates = tape.cast(tape.value(indices), 'int64');
  const negative = tape.emit('Less', [coordinates, tape.integers([0])]);
  const fromEnd = tape.emit('Add', [coordinates, cut(lead.length, lead.length + taken.length)]);
  const counted = tape.emit('Where', [negative, fromEnd, coordinates]);
  const steps = tape.emit('Mul', [counted, tape.integers(strides(tape, taken))]);
  let places = tape.emit('ReduceSum', [steps, tape.integers([-1])], { keepdims: 0 });
  const each = tape.shape(indices).slice(lead.length, -1);
  if (lead.length > 0) {
    const rows = tape.emit('Reshape', [places, tape.integers([-1, product(tape, each)])]);
    const ends = [0, 1].map((value) => tape.constant(`int64 ${value}`, () => scalar(value)));
    const count = tape.emit('Squeeze', [
      tape.emit('Slice', [tape.emit('Shape', [rows]), tape.integers([0]), tape.integers([1])]),
    ]);
    const numbers = tape.emit('Unsqueeze', [tape.emit('Range', [ends[0]!, count, ends[1]!]), tape.integers([1])]);
    places = tape.emit('Add', [rows, tape.emit('Mul', [numbers, tape.integers([product(tape, taken)])])]);
  }
  const fixed = rest.every((size) => typeof size === 'number');
  const flat = fixed ? [-1, sizeOf(rest as number[])] : [product(tape, [...lead, ...each]), -1];
  const total = tape.emit('ReduceProd', [cut(0, lead.length + taken.length)], { keepdims: 1 });
  const values = tape.emit('Reshape', [dy, tape.integers(flat)]);
  return reshapeLike(tape, addedAt(tape, values, 0, 2, tape.emit('Reshape', [places, tape.integers([-1])]), total), x);
}

const scalar = (value: number) => ({ type: 'int64', shape: [], data: BigInt64Array.of(BigInt(value)) }) as const;

/** y[b, p, …] = x[b, indices[b, p, 0], indices[b, p, 1], …]: dy is added up at the places. */
const gatherND: Rule = (tape, dy) => {
  const [x, indices] = tape.node.inputs as [string, string];
  const stacked = whole(tape.node, 'batch_dims', 0);
  const depth = tape.shape(indices).at(-1) as number;
  const [lead, taken] = [tape.shape(x).slice(0, stacked), tape.shape(x).slice(stacked, stacked + depth)];
  return [(tape.known(indices) ? atConstants : atComputed)(tape, dy, lead, taken)];
};

export const gathering = {
  Gather: gather,
  GatherElements: gatherElements,
  GatherND: gatherND,
} satisfies Record<string, Rule>;
