import type { Dimension, Graph, Node, Shape, ValueType } from '../../graph/graph.js';
import { floats } from '../../graph/tensors.js';

export type Types = ReadonlyMap<string, ValueType>;

/** Where in the graph an end is looked for. */
export interface Place {
  readonly graph: Graph;
  readonly types: Types;
  /** Size of the axis of the examples: `batch`, or their number in a graph made for so many. */
  readonly examples: Dimension;
  /** Numbers that the model gives for each example. */
  readonly entries: number;
  /** The node that makes a value. */
  maker(name: string): Node | undefined;
}

/** A rising function of one number. */
export type Rising = (value: number) => number;

/** What an order-preserving node does to the numbers of an example, and the value that it does it to. */
export interface Behind {
  readonly value: string;
  /** Of each number alone, the same for all; left out where it depends on the others. */
  readonly rising?: Rising;
  /** Range that the function cuts off at; numbers beyond it become equal. */
  readonly clip?: readonly [least: number, most: number];
  /** Nodes between the value and the node, in the order in which they run, where there are any. */
  readonly inner?: readonly Node[];
  /** What makes the end worth cutting: `shares` are positive and sum to 1, `logs` are their logarithms, `odds` are 1/(1 + e^(−z)), `powers` are e^z. */
  readonly squashes?: 'shares' | 'logs' | 'odds' | 'powers';
}

/** Whether a shape has `each` numbers for every example, those of one example next to one another. */
export function holds({ examples }: Place, shape: Shape, each: number): boolean {
  const sizes = shape.filter((size) => size !== 1);
  const [first, ...rest] = examples === 1 ? [1, ...sizes] : sizes;
  if (first !== examples) return false;
  return rest.every((size) => typeof size === 'number') && (rest as number[]).reduce((a, b) => a * b, 1) === each;
}

/** Whether an axis is the one along which the numbers of every example lie, all of them and no other's. */
export function isAlongEntries({ examples, entries }: Place, shape: Shape, axis: number): boolean {
  const at = axis < 0 ? axis + shape.length : axis;
  const before = shape.slice(0, at).filter((size) => size !== 1);
  const outside = examples === 1 ? before.length === 0 : before.length === 1 && before[0] === examples;
  return outside && shape[at] === entries && shape.slice(at + 1).every((size) => size === 1);
}

/** The number that a constant holds, where it holds one and the same everywhere. */
export function uniform(name: string | undefined, { graph }: Place): number | undefined {
  const known = graph.constants.get(name ?? '');
  if (!known?.type.startsWith('float') || known.data.length === 0) return undefined;
  const [first, ...rest] = floats(known);
  return rest.every((value) => value === first) ? first : undefined;
}
