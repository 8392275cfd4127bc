import { FragilityError } from '@fragility/numerics';
import { readsOf, withInner } from '../graph/bodies.js';
import { GraphBuilder } from '../graph/builder.js';
import {
  OPSET,
  type Constant,
  type Dimension,
  type ElementType,
  type Graph,
  type Shape,
  type Values,
  type ValueType,
} from '../graph/graph.js';
import { inPrecision, sizeOf } from '../graph/tensors.js';
import type { Runtime, Tensor, Tensors } from '../runtime/runtime.js';
import { prune } from './prune.js';
import { foldStrided } from './strided.js';

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
  for (const node of graph.nodes) {
    if (!SHAPE_ONLY.has(node.op) && readsOf(node).some((name) => names.has(name)))
      node.outputs.forEach((name) => names.add(name));
  }
  return names;
}

/** One input of so many examples: numbers in (0, 1) without pattern. */
function example(graph: Graph, count: number): Tensors {
  const { name, type, shape } = graph.inputs[0]!;
  const sizes = [count, ...(shape.slice(1) as number[])];
  const data = Float64Array.from({ length: sizeOf(sizes) }, (_, k) => ((k + 1) * 0.6180339887498949) % 1);
  return { [name]: { data: inPrecision(type === 'float64' ? 'float64' : 'float32', data), shape: sizes } };
}

/** What one run tells of a value: its shape, and what it holds where that does not depend on the input. */
interface Seen {
  readonly shape: readonly number[];
  readonly data?: Values;
}

type Observed = ReadonlyMap<string, Seen>;

const madeBy = (graph: Graph): string[] => graph.nodes.flatMap(({ outputs }) => outputs.filter((name) => name !== ''));

/** Constants of more values are weights, whose numbers tell nothing about types. */
const WEIGHTS = 1024;

/** The graph with weights as inputs, so that loading it for the types of its values costs nothing. */
function withoutWeights(graph: Graph): Graph {
  const [small, large] = [new Map<string, Constant>(), [...graph.inputs]];
  graph.constants.forEach((constant, name) => {
    if (constant.data.length <= WEIGHTS) small.set(name, constant);
    else large.push({ name, type: constant.type, shape: constant.shape });
  });
  return { ...graph, inputs: large, constants: small, outputs: [] };
}

/**
 * Runs a graph on inputs of several sizes, and where these are several, on one example too if it runs on one. Of what depends on the input only shapes leave the runtime: the values can be gigabytes. The
 * outputs are asked for in full, since the runtime skips nodes of which it only needs a shape that it knows, and with them their errors.
 */
async function observe(
  runtime: Runtime,
  graph: Graph,
  held: ReadonlyMap<string, ElementType>,
  counts: readonly number[],
): Promise<Observed[]> {
  const dependent = moving(graph);
  const made = madeBy(graph).filter((name) => held.has(name));
  const builder = GraphBuilder.from({ ...graph, outputs: [] });
  const moved = made.filter((name) => dependent.has(name));
  const shapes = new Map(moved.map((name) => [name, builder.node('Shape', [name])]));
  const still = made.filter((name) => !dependent.has(name));
  const outputs = graph.outputs.map(({ name }) => name);
  const session = await runtime.session(builder.build(), [...new Set([...shapes.values(), ...still, ...outputs])]);
  try {
    const run = async (count: number): Promise<Observed> => {
      const feeds = example(graph, count);
      const results = await session.run(feeds);
      const seen = new Map<string, Seen>(Object.entries(feeds).map(([name, { shape }]) => [name, { shape }]));
      shapes.forEach((shape, name) => seen.set(name, { shape: Array.from(results[shape]!.data, Number) }));
      still.forEach((name) => seen.set(name, results[name]!));
      return seen;
    };
    const all: Observed[] = [];
    for (const count of counts) all.push(await run(count));
    const one = counts.length > 1 ? await run(1).catch(() => undefined) : undefined;
    return one ? [...all, one] : all;
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

/**
 * Runs a graph on two and on three examples, and on one, and observes every value: sizes that differ are the batch's, values that do not
 * differ are constants.
 */
export async function probe(runtime: Runtime, graph: Graph): Promise<Typed> {
  const [input] = graph.inputs as [Graph['inputs'][number]];
  const fail = (cause: unknown): never => {
    throw unresolved(graph, cause);
  };
  const inferred = await runtime.session(withoutWeights(graph), madeBy(graph)).catch(fail);
  await inferred.release();
  const types = inferred.types();
  const open: Graph = { ...graph, inputs: [{ ...input, shape: ['batch', ...input.shape.slice(1)] }] };
  const fixed = input.shape[0];
  try {
    const [two, three, one] = await observe(runtime, open, types, [2, 3]);
    const found = typed(open, types, [two!, three!, one ?? two!], undefined);
    if (typeof fixed !== 'number' || found.graph.outputs.every(({ shape }) => typeof shape[0] === 'string'))
      return found;
  } catch (cause) {
    if (typeof fixed !== 'number') return fail(cause);
  }
  const [only] = await observe(runtime, graph, types, [fixed]).catch(fail);
  return typed(graph, types, [only!, only!, only!], fixed);
}

function unresolved(graph: Graph, cause: unknown): FragilityError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const unknown = /No Op registered for (\S+)|:(\w+)\(-?\d+\) is not a registered/.exec(why);
  const op = unknown?.[1] ?? unknown?.[2];
  const node = withInner(graph.nodes).find((each) => op !== undefined && each.op.split('.').at(-1) === op);
  if (node)
    return new FragilityError(
      `operator ${node.op} (node '${node.name}') ${
        node.op === op
          ? `is not part of operator set ${graph.sets?.get('') ?? OPSET}`
          : 'is none that ONNX Runtime knows'
      }; export the model without it`,
      { where: 'engine/import', code: 'engine/operator', cause },
    );
  return new FragilityError(
    `the model '${graph.name}' does not run on inputs of shape [n, ${graph.inputs[0]!.shape.slice(1).join(', ')}]: ` +
      `${why}; give the shape of one input that it takes`,
    { where: 'engine/import', code: 'engine/shape', cause },
  );
}

function typed(
  graph: Graph,
  elements: ReadonlyMap<string, ElementType>,
  [first, second, alone]: readonly [two: Observed, three: Observed, one: Observed],
  batch: number | undefined,
): Typed {
  const types = new Map<string, ValueType>();
  const constants = new Map<string, Constant>(graph.constants);
  const perBatch = new Map<string, readonly [Constant, Constant]>();
  for (const [name, { data, shape }] of first) {
    const other = second.get(name)!;
    const type = elements.get(name) ?? graph.inputs[0]!.type;
    const sizes: Shape = shape.map((size, axis) => dimension(size, other.shape[axis]!));
    types.set(name, { type, shape: sizes });
    if (!data || !other.data) continue;
    const fixed = sizes.every((size) => typeof size === 'number') && sameValues(data, other.data);
    if (fixed && sameValues(data, alone.get(name)!.data!)) constants.set(name, { type, shape, data: data.slice() });
    else
      perBatch.set(name, [
        { type, shape, data },
        { type, shape: other.shape, data: other.data },
      ]);
  }
  constants.forEach(({ type, shape }, name) => types.set(name, { type, shape }));
  const nodes = graph.nodes.filter(({ outputs }) => !outputs.every((name) => name === '' || constants.has(name)));
  const outputs = graph.outputs.map(({ name }) => ({ name, ...types.get(name)! }));
  return foldStrided({ graph: { ...graph, nodes, constants, outputs }, types, batch }, perBatch);
}

/** What values hold that depend on the shape of the input at most, and on the number of examples not at all. */
export async function valuesOf(
  runtime: Runtime,
  graph: Graph,
  names: readonly string[],
): Promise<ReadonlyMap<string, Tensor>> {
  const dependent = moving(graph);
  const wanted = names.filter((name) => !dependent.has(name) && !graph.constants.has(name));
  if (wanted.length === 0) return new Map();
  const [input] = graph.inputs as [Graph['inputs'][number]];
  const run = async (batch: Dimension, counts: readonly number[]): Promise<ReadonlyMap<string, Tensor>> => {
    const open = { ...graph, inputs: [{ ...input, shape: [batch, ...input.shape.slice(1)] }] };
    const outputs = wanted.map((name) => ({ name, type: input.type, shape: [] }));
    const session = await runtime.session({ ...prune({ ...open, outputs }), outputs: [] }, wanted);
    try {
      const [first, second] = [
        await session.run(example(open, counts[0]!)),
        await session.run(example(open, counts.at(-1)!)),
      ];
      const alike = wanted.filter((name) => sameValues(first[name]!.data, second[name]!.data));
      return new Map(alike.map((name) => [name, { shape: first[name]!.shape, data: first[name]!.data.slice() }]));
    } finally {
      await session.release();
    }
  };
  const fixed = input.shape[0];
  try {
    return await run('batch', [2, 3]);
  } catch {
    return typeof fixed === 'number' ? run(fixed, [fixed]).catch(() => new Map()) : new Map();
  }
}
