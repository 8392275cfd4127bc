import { GraphBuilder } from '../../graph/builder.js';
import type { Constant, Graph, Node, Shape, ValueType } from '../../graph/graph.js';
import { integers, sizeOf } from '../../graph/tensors.js';
import { whole } from '../../rules/rule.js';
import type { Typed } from '../typed.js';

/** Values that depend on the number of examples alone, as they are for two and for three of them. */
export type PerBatch = ReadonlyMap<string, readonly [two: Constant, three: Constant]>;

/** How a list of places runs through the examples: `[outer, example, inner]`, the places of every example being `own` of its `size`. */
interface Places {
  readonly outer: readonly number[];
  readonly inner: readonly number[];
  readonly own: readonly number[];
}

/** Number of values that each example has along the only axis whose size varies. */
const share = (size: string): number | undefined =>
  size === 'batch' ? 1 : size.startsWith('batch*') ? Number(size.slice('batch*'.length)) : undefined;

const isWhole = (value: number | undefined): value is number => Number.isInteger(value);

/** The places of one example, if those of `count` examples are these for each, `size` further from example to example. */
function ofExample(places: Constant, axis: number, count: number, size: number): number[] | undefined {
  const outer = sizeOf(places.shape.slice(0, axis));
  const inner = places.data.length / outer / count;
  const own = Array.from({ length: outer * inner }, (_, k) => {
    const row = Math.floor(k / inner);
    return Number(places.data[row * count * inner + (k % inner)]);
  });
  const expected = (k: number): number => {
    const [row, within] = [Math.floor(k / (count * inner)), k % (count * inner)];
    return own[row * inner + (within % inner)]! + Math.floor(within / inner) * size;
  };
  const holds = Array.from(places.data as ArrayLike<number | bigint>, Number).every((each, k) => each === expected(k));
  return holds && own.every((place) => place >= 0 && place < size) ? own : undefined;
}

/** How places run through the examples, if they keep these apart; known from what they are for two and for three. */
function apart([two, three]: readonly [Constant, Constant], shape: Shape, size: number): Places | undefined {
  const varying = shape.flatMap((each, axis) => (typeof each === 'string' ? [axis] : []));
  const [axis] = varying;
  const step = share(String(shape[axis ?? -1]));
  if (varying.length !== 1 || !isWhole(step)) return undefined;
  const [own, again] = [ofExample(two, axis!, 2, size), ofExample(three, axis!, 3, size)];
  if (!own || !again || own.some((place, k) => place !== again[k])) return undefined;
  return { outer: two.shape.slice(0, axis), inner: [step, ...two.shape.slice(axis! + 1)], own };
}

/** Operators that keep to sums of multiples of the example's number, of the number of examples and of constants; and one that counts examples. */
const LINEAR = new Set(
  'Identity Cast Gather Squeeze Unsqueeze Reshape Transpose Expand Concat Add Sub Mul Range'.split(' '),
);

/** Values that are made of the input's shape by such operators: what holds for two and for three examples holds for more. */
function linear({ nodes, constants }: Graph): ReadonlySet<string> {
  const known = new Set(constants.keys());
  for (const { op, inputs, outputs } of nodes) {
    const factors = op !== 'Mul' || inputs.some((name) => constants.has(name));
    if (op === 'Shape' || (LINEAR.has(op) && factors && inputs.every((name) => name === '' || known.has(name))))
      outputs.forEach((name) => known.add(name));
  }
  return known;
}

const inOrder = (places: readonly number[], size: number): boolean =>
  places.length === size && places.every((place, k) => place === k);

/**
 * `as_strided` as PyTorch exports it, Gather by computed places on the flattened batch, freed of the batch: where the places of example b are
 * `b · size + own`, for two and for three examples, it is a Gather at the constant places `own` within each example, and where these are all
 * places in order, a Reshape.
 */
export function foldStrided({ graph, types: given, batch }: Typed, perBatch: PerBatch): Typed {
  const builder = GraphBuilder.from({ ...graph, nodes: [] });
  graph.nodes.forEach(({ outputs }) => builder.reserve(outputs));
  const types = new Map<string, ValueType>(given);
  const list = (values: readonly number[]): string => {
    const constant = integers(values);
    const name = builder.constant(constant);
    types.set(name, constant);
    return name;
  };
  const reshape = (node: Node, from: string): void =>
    builder.append({
      ...node,
      op: 'Reshape',
      inputs: [from, list(target(types.get(node.outputs[0]!)!.shape))],
      attributes: {},
    });
  const add = (op: string, inputs: readonly string[], shape: Shape, attributes: Node['attributes'] = {}): string => {
    const name = builder.node(op, inputs, attributes);
    types.set(name, { type: types.get(inputs[0]!)!.type, shape });
    return name;
  };

  const proven = linear(graph);
  for (const node of graph.nodes) {
    const [x, indices] = node.inputs as [string, string];
    const isGather = node.op === 'Gather' && whole(node, 'axis', 0) === 0;
    const [first, ...rest] = isGather ? types.get(x)!.shape : [];
    const known = isGather ? graph.constants.get(indices) : undefined;
    if (known && typeof first === 'number' && inOrder(Array.from(known.data as BigInt64Array, Number), first)) {
      reshape(node, x);
      continue;
    }
    const size = typeof first === 'string' ? share(first) : undefined;
    const varying = isGather && proven.has(indices) ? perBatch.get(indices) : undefined;
    const places = isWhole(size) && varying ? apart(varying, types.get(indices)!.shape, size) : undefined;
    if (!places || !isWhole(size) || rest.some((each) => typeof each === 'string')) {
      builder.append(node);
      continue;
    }
    const { outer, inner, own } = places;
    if (outer.length === 0 && inOrder(own, size)) {
      reshape(node, x);
      continue;
    }
    const examples = add('Reshape', [x, list([-1, size, ...(rest as number[])])], ['batch', size, ...rest]);
    const taken: Shape = ['batch', ...outer, ...inner, ...rest];
    const constant = { ...integers(own), shape: [...outer, ...inner] };
    const chosen = builder.constant(constant);
    types.set(chosen, constant);
    const gathered = add('Gather', [examples, chosen], taken, { axis: 1 });
    const axes = taken.map((_, axis) => axis);
    const perm = [...axes.slice(1, outer.length + 1), 0, ...axes.slice(outer.length + 1)];
    const ordered =
      outer.length > 0
        ? add(
            'Transpose',
            [gathered],
            perm.map((axis) => taken[axis]!),
            { perm },
          )
        : gathered;
    reshape(node, ordered);
  }
  return { graph: builder.build(), types, batch };
}

/** A shape as Reshape takes it: −1 for the one size that varies. */
const target = (shape: Shape): number[] => shape.map((size) => (typeof size === 'number' ? size : -1));
