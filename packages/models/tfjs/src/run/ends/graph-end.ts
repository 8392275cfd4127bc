import { findEnd, GraphBuilder, type Attribute, type GraphEnd } from '@fragility/engine';
import { isFragilityError } from '@fragility/numerics';
import type { Weight } from '../../layers-model/weights.js';

/** An operation of a graph-model. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Readonly<Record<string, Attr | undefined>>;
}

/** A setting of an operation, as its JSON has it. */
interface Attr {
  readonly type?: unknown;
  readonly b?: boolean;
  readonly list?: { readonly s?: readonly string[] };
}

export const bare = (name: string): string => name.replace(/^\^/, '').replace(/:\d+$/, '');

/** What writing an operation may use. */
interface Writing {
  readonly builder: GraphBuilder;
  /** Shape of a value of two examples. */
  shapeOf(name: string): readonly number[];
  constant(name: string): Weight | undefined;
}

/** How an operation is written as one ONNX node: its operator, what it takes after the values, and its attributes. */
type Written = {
  readonly op: string;
  readonly more?: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
};
type Write = (node: GraphNode, writing: Writing) => Written | undefined;

const plainly =
  (op: string): Write =>
  () => ({ op });
const number = ({ builder }: Writing, value: number): string =>
  builder.constant({ type: 'float32', shape: [], data: Float32Array.of(value) });
const integers = ({ builder }: Writing, values: readonly number[]): string =>
  builder.constant({ type: 'int64', shape: [values.length], data: BigInt64Array.from(values, BigInt) });

/** Another shape, of which the batch is the first axis. */
const reshape: Write = ({ name }, writing) => {
  const [examples, ...sizes] = writing.shapeOf(name);
  return examples === 2 ? { op: 'Reshape', more: [integers(writing, [-1, ...sizes])] } : undefined;
};

const cast: Write = ({ attr }) => {
  const type = attr?.['DstT']?.type;
  return type === undefined || type === 'DT_FLOAT' || type === 1 ? { op: 'Identity' } : undefined;
};

const clip: Write = ({ input = [] }, writing) => {
  const bounds = input.slice(1, 3).map((name) => writing.constant(bare(name))?.data[0]);
  return bounds.some((bound) => bound === undefined)
    ? undefined
    : { op: 'Clip', more: bounds.map((bound) => number(writing, bound!)) };
};

const reduction =
  (op: 'ReduceMax' | 'ReduceSum'): Write =>
  ({ input = [], attr }, writing) => {
    const axes = writing.constant(bare(input[1] ?? ''))?.data;
    if (!axes) return undefined;
    const keepdims = attr?.['keep_dims']?.b === true || attr?.['keepDims']?.b === true ? 1 : 0;
    return op === 'ReduceSum'
      ? { op, more: [integers(writing, [...axes])], attributes: { keepdims } }
      : { op, attributes: { axes: [...axes], keepdims } };
  };

/** The number of the largest value along an axis. */
const argMax: Write = ({ input = [] }, writing) => {
  const axis = writing.constant(bare(input[1] ?? ''))?.data[0];
  return axis === undefined ? undefined : { op: 'ArgMax', attributes: { axis, keepdims: 0 } };
};

/** Operations of one value, or of several values and numbers, that ends of models are made of. */
const writes: ReadonlyMap<string, readonly [values: number, Write]> = new Map<string, readonly [number, Write]>([
  ...['Softmax', 'LogSoftmax'].map((op) => [op, [1, () => ({ op, attributes: { axis: -1 } })]] as const),
  ...['Exp', 'Identity', 'Log', 'Relu', 'Sigmoid', 'Sqrt'].map((op) => [op, [1, plainly(op)]] as const),
  ...['Add', 'Mul', 'Sub'].map((op) => [op, [2, plainly(op)]] as const),
  ['AddV2', [2, plainly('Add')]],
  ['ArgMax', [1, argMax]],
  ['Div', [2, plainly('Div')]],
  ['RealDiv', [2, plainly('Div')]],
  ['Maximum', [2, plainly('Max')]],
  ['Minimum', [2, plainly('Min')]],
  ['StopGradient', [1, plainly('Identity')]],
  ['Relu6', [1, (_, writing) => ({ op: 'Clip', more: [number(writing, 0), number(writing, 6)] })]],
  ['ClipByValue', [1, clip]],
  ['Cast', [1, cast]],
  ['Max', [1, reduction('ReduceMax')]],
  ['Sum', [1, reduction('ReduceSum')]],
  ...['ExpandDims', 'Reshape', 'Squeeze'].map((op) => [op, [1, reshape]] as const),
]);

/** The last operations of a graph, all of which depend on one value. */
interface GraphTail {
  readonly entry: string;
  readonly nodes: readonly GraphNode[];
}

/** The longest tail of operations that can be written; each comes after those whose values it takes. */
function tailOf(nodes: readonly GraphNode[], output: string): GraphTail {
  const place = new Map(nodes.map(({ name }, k) => [name, k]));
  const pending = new Set([output]);
  const taken: GraphNode[] = [];
  let tail: GraphTail = { entry: output, nodes: [] };
  for (;;) {
    const at = Math.max(...[...pending].map((name) => place.get(name) ?? -1));
    const node = nodes[at];
    const known = node && writes.get(node.op);
    if (!node || !known) return tail;
    pending.delete(node.name);
    taken.unshift(node);
    for (const input of (node.input ?? []).slice(0, known[0]).map(bare))
      if (nodes[place.get(input) ?? -1]?.op !== 'Const') pending.add(input);
    const [entry, ...others] = pending;
    if (entry === undefined) return tail;
    if (others.length === 0) tail = { entry, nodes: [...taken] };
  }
}

/**
 * Where the engine finds the logits before the output of a graph-model: the last operations are written as a graph of their own. `shapes`
 * runs the model on two examples. Undefined where there is nothing to find, or the output is not one row for each example.
 */
export async function graphEnd(
  nodes: readonly GraphNode[],
  weights: ReadonlyMap<string, Weight>,
  output: string,
  shapes: (names: readonly string[]) => readonly (readonly number[])[],
): Promise<GraphEnd | undefined> {
  const { entry, nodes: tail } = tailOf(nodes, output);
  const names = [entry, ...tail.map(({ name }) => name)];
  const found = shapes(names);
  const known = new Map(names.map((name, k) => [name, found[k]!]));
  const [examples, ...sizes] = known.get(entry)!;
  if (examples !== 2) return undefined;
  const builder = new GraphBuilder('tail');
  builder.input({ name: entry, type: 'float32', shape: ['batch', ...sizes] });
  const written: Writing = {
    builder,
    shapeOf: (name) => known.get(name)!,
    constant: (name) => weights.get(name),
  };
  for (const node of tail) {
    const [values, write] = writes.get(node.op)!;
    const inputs = (node.input ?? []).slice(0, values).map(bare);
    for (const name of inputs) {
      const weight = builder.known(name) ? undefined : weights.get(name);
      if (weight)
        builder.constant({ type: 'float32', shape: weight.shape, data: Float32Array.from(weight.data) }, name);
    }
    const made = write(node, written);
    if (!made) return undefined;
    builder.node(made.op, [...inputs, ...(made.more ?? [])], made.attributes, node.name);
  }
  builder.output({ name: output, type: 'float32', shape: ['batch'] });
  if (tail.length === 0) return { value: entry, cut: [], binary: sizes.reduce((a, b) => a * b, 1) === 1 };
  return findEnd(builder.build()).catch((error: unknown) => {
    if (isFragilityError(error) && error.code === 'engine/output') return undefined;
    throw error;
  });
}
