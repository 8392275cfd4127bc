import { FragilityError } from '@fragility/numerics';
import type { Constant, Dimension, ElementType, Graph, Shape, Values, ValueType } from '../graph/graph.js';
import { inPrecision, sizeOf } from '../graph/tensors.js';
import { arrays } from '../onnx/tensor.js';
import type { Runtime, Tensor, Tensors } from '../runtime/runtime.js';

/** A graph whose values all have known types, and whose nodes all depend on the input. */
export interface Typed {
  readonly graph: Graph;
  readonly types: ReadonlyMap<string, ValueType>;
  /** Number of examples that every call takes, for a graph that was made for one; undefined for any number. */
  readonly batch: number | undefined;
}

/** Operators that look at the shape of a value only. */
const SHAPE_ONLY = new Set(['Shape', 'Size']);

/** Names of the values that depend on what the input holds, not only on its shape. */
function moving(graph: Graph): Set<string> {
  const names = new Set(graph.inputs.map(({ name }) => name));
  for (const { op, inputs, outputs } of graph.nodes) {
    if (!SHAPE_ONLY.has(op) && inputs.some((name) => names.has(name))) outputs.forEach((name) => names.add(name));
  }
  return names;
}

const typeOf = (data: Values): ElementType =>
  (Object.keys(arrays) as ElementType[]).find(
    (type) => Object.prototype.toString.call(data) === `[object ${arrays[type].name}]`,
  )!;

/** One input of so many examples: numbers in (0, 1) without pattern. */
function example(graph: Graph, count: number): Tensors {
  const { name, type, shape } = graph.inputs[0]!;
  const sizes = [count, ...(shape.slice(1) as number[])];
  const data = Float64Array.from({ length: sizeOf(sizes) }, (_, k) => ((k + 1) * 0.6180339887498949) % 1);
  return { [name]: { data: inPrecision(type === 'float64' ? 'float64' : 'float32', data), shape: sizes } };
}

/** Every value of a graph at one batch size. */
type Observed = ReadonlyMap<string, Tensor>;

async function observe(runtime: Runtime, graph: Graph, counts: readonly number[]): Promise<Observed[]> {
  const made = graph.nodes.flatMap(({ outputs }) => outputs.filter((name) => name !== ''));
  const session = await runtime.session({ ...graph, outputs: [] }, made);
  try {
    const all: Observed[] = [];
    for (const count of counts) {
      const feeds = example(graph, count);
      all.push(new Map(Object.entries({ ...feeds, ...(await session.run(feeds)) })));
    }
    return all;
  } finally {
    await session.release();
  }
}

/** A size that was a at batch size 2 and b at 3. */
function dimension(a: number, b: number): Dimension {
  if (a === b) return a;
  return a * 3 === b * 2 ? (a === 2 ? 'batch' : `batch*${a / 2}`) : `batch:${a},${b}`;
}

const sameValues = (a: Values, b: Values): boolean =>
  a.length === b.length && (a as Float64Array).every((value, k) => Object.is(value, b[k]));

/** Runs a graph with every value observed: sizes that differ are the batch's, values that do not differ are constants. */
export async function probe(runtime: Runtime, graph: Graph): Promise<Typed> {
  const [input] = graph.inputs as [Graph['inputs'][number]];
  const open: Graph = { ...graph, inputs: [{ ...input, shape: ['batch', ...input.shape.slice(1)] }] };
  const fixed = input.shape[0];
  try {
    const [two, three] = await observe(runtime, open, [2, 3]);
    return typed(open, two!, three!, undefined);
  } catch (cause) {
    if (typeof fixed !== 'number') throw unresolved(graph, cause);
    const [only] = await observe(runtime, graph, [fixed]).catch((again: unknown) => {
      throw unresolved(graph, again);
    });
    return typed(graph, only!, only!, fixed);
  }
}

const unresolved = (graph: Graph, cause: unknown): FragilityError =>
  new FragilityError(
    `the model '${graph.name}' does not run on inputs of shape [n, ${graph.inputs[0]!.shape.slice(1).join(', ')}]: ` +
      `${cause instanceof Error ? cause.message : String(cause)}; give the shape of one input that it takes`,
    { where: 'engine/import', code: 'engine/shape', cause },
  );

function typed(graph: Graph, first: Observed, second: Observed, batch: number | undefined): Typed {
  const dependent = moving(graph);
  const types = new Map<string, ValueType>();
  const constants = new Map<string, Constant>(graph.constants);
  for (const [name, { data, shape }] of first) {
    const other = second.get(name)!;
    const sizes: Shape = shape.map((size, axis) => dimension(size, other.shape[axis]!));
    types.set(name, { type: typeOf(data), shape: sizes });
    if (!dependent.has(name) && sizes.every((size) => typeof size === 'number') && sameValues(data, other.data))
      constants.set(name, { type: typeOf(data), shape, data: data.slice() });
  }
  constants.forEach(({ type, shape }, name) => types.set(name, { type, shape }));
  const nodes = graph.nodes.filter(({ outputs }) => !outputs.every((name) => name === '' || constants.has(name)));
  const outputs = graph.outputs.map(({ name }) => ({ name, ...types.get(name)! }));
  return { graph: { ...graph, nodes, constants, outputs }, types, batch };
}
