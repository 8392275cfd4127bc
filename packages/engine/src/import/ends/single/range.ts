import { uniform, type Place } from '../behind.js';
import { isCopy } from '../copies.js';

/** Least and most of a value's numbers, whatever the input. */
export type Range = readonly [least: number, most: number];

const ALL: Range = [-Infinity, Infinity];

/** Bounds that are never reached are the numbers next to them. */
const [ABOVE_0, BELOW_1] = [Number.MIN_VALUE, 1 - 2 ** -53];

const OF_OPERATOR: Readonly<Record<string, Range>> = {
  Erf: [-1, 1],
  Exp: [ABOVE_0, Infinity],
  HardSigmoid: [0, 1],
  LogSoftmax: [-Infinity, -ABOVE_0],
  Relu: [0, Infinity],
  Sigmoid: [ABOVE_0, BELOW_1],
  Softmax: [ABOVE_0, BELOW_1],
  Softplus: [ABOVE_0, Infinity],
  Tanh: [-1, 1],
};

/** Operators that choose among the numbers of their first input, or average them. */
const CHOOSING = new Set(['Gather', 'ReduceMax', 'ReduceMean', 'ReduceMin', 'Slice', 'Split', 'Transpose']);

/** A range after a function that rises or falls all along. */
function through([least, most]: Range, map: (x: number) => number): Range {
  const [a, b] = [map(least), map(most)];
  return Number.isNaN(a) || Number.isNaN(b) ? ALL : [Math.min(a, b), Math.max(a, b)];
}

const hull = (a: Range, b: Range): Range => [Math.min(a[0], b[0]), Math.max(a[1], b[1])];

/** Functions of two numbers of which the second is `c`, or the first where `first` is said. */
const WITH_NUMBER: Readonly<Record<string, (c: number, first: boolean) => (x: number) => number>> = {
  Add: (c) => (x) => x + c,
  Div: (c, first) => (first ? () => NaN : (x) => x / c),
  Max: (c) => (x) => Math.max(x, c),
  Min: (c) => (x) => Math.min(x, c),
  Mul: (c) => (x) => (c === 0 ? 0 : x * c),
  Sub: (c, first) => (first ? (x) => c - x : (x) => x - c),
};

/** The range of a value, as the operators that it comes from tell it. */
export function rangeOf(name: string, place: Place): Range {
  const number = uniform(name, place);
  if (number !== undefined) return [number, number];
  if (place.types.get(name)?.type === 'bool') return [0, 1];
  const node = place.maker(name);
  if (!node) return ALL;
  const [a, b, c] = node.inputs as [string, string?, string?];
  const of = (value: string): Range => rangeOf(value, place);
  if (Object.hasOwn(OF_OPERATOR, node.op)) return OF_OPERATOR[node.op]!;
  if (isCopy(node, place.types) || CHOOSING.has(node.op)) return of(a);
  if (node.op === 'Cast' || node.op === 'Round') return through(of(a), Math.round);
  if (node.op === 'Log') return through(of(a), (x) => (x >= 0 ? Math.log(x) : NaN));
  if (node.op === 'Neg') return through(of(a), (x) => -x);
  if (node.op === 'Sqrt') return through(of(a), (x) => (x >= 0 ? Math.sqrt(x) : NaN));
  if (node.op === 'Where') return hull(of(b!), of(c!));
  if (node.op === 'Clip') {
    const [least, most] = [b ? uniform(b, place) : -Infinity, c ? uniform(c, place) : Infinity];
    return least === undefined || most === undefined ? ALL : through(of(a), (x) => Math.min(Math.max(x, least), most));
  }
  const [left, right] = [uniform(a, place), uniform(b, place)];
  const made = WITH_NUMBER[node.op];
  if (!made || node.inputs.length !== 2 || (left === undefined) === (right === undefined)) return ALL;
  return through(of(left === undefined ? a : b!), made((left ?? right)!, left !== undefined));
}
