import { readsOf } from '../../graph/bodies.js';
import { GraphBuilder } from '../../graph/builder.js';
import type { ElementType, Graph, Values } from '../../graph/graph.js';
import { inPrecision, sizeOf, withoutPattern } from '../../graph/tensors.js';
import type { Runtime, Tensors } from '../../runtime/runtime.js';

/** What one run tells of a value: its shape, and what it holds where that does not depend on what the input holds. */
export interface Seen {
  readonly shape: readonly number[];
  readonly data?: Values;
}

export type Observed = ReadonlyMap<string, Seen>;

/** What runs on one, two and three examples tell; a graph may not run on one. */
export interface Runs {
  readonly one: Observed | undefined;
  readonly two: Observed;
  readonly three: Observed;
}

/** Operators that look at the shape of a value only. */
const SHAPE_ONLY = new Set(['Shape', 'Size']);

/** Names of the values that depend on what the input holds, not only on its shape. */
export function moving(graph: Graph): Set<string> {
  const names = new Set(graph.inputs.map(({ name }) => name));
  for (const node of graph.nodes) {
    if (!SHAPE_ONLY.has(node.op) && readsOf(node).some((name) => names.has(name)))
      node.outputs.forEach((name) => names.add(name));
  }
  return names;
}

/** Names of all values that nodes make. */
export const madeBy = (graph: Graph): string[] =>
  graph.nodes.flatMap(({ outputs }) => outputs.filter((name) => name !== ''));

/** One input of so many examples: numbers in (0, 1) without pattern. */
function example(graph: Graph, count: number): Tensors {
  const { name, type, shape } = graph.inputs[0]!;
  const sizes = [count, ...(shape.slice(1) as number[])];
  const data = withoutPattern(sizeOf(sizes));
  return { [name]: { data: inPrecision(type === 'float64' ? 'float64' : 'float32', data), shape: sizes } };
}

/**
 * Runs a graph on some numbers of examples. Of what depends on the input only shapes leave the runtime: the values can be gigabytes. The
 * outputs are asked for in full, since the runtime skips nodes of which it only needs a shape that it knows, and with them their errors.
 */
async function running<T>(
  runtime: Runtime,
  graph: Graph,
  held: ReadonlyMap<string, ElementType>,
  use: (run: (count: number) => Promise<Observed>) => Promise<T>,
): Promise<T> {
  const dependent = moving(graph);
  const made = madeBy(graph).filter((name) => held.has(name));
  const builder = GraphBuilder.from({ ...graph, outputs: [] });
  const moved = made.filter((name) => dependent.has(name));
  const shapes = new Map(moved.map((name) => [name, builder.node('Shape', [name])]));
  const still = made.filter((name) => !dependent.has(name));
  const outputs = graph.outputs.map(({ name }) => name);
  const session = await runtime.session(builder.build(), [...new Set([...shapes.values(), ...still, ...outputs])]);
  try {
    return await use(async (count) => {
      const feeds = example(graph, count);
      const results = await session.run(feeds);
      const seen = new Map<string, Seen>(Object.entries(feeds).map(([name, { shape }]) => [name, { shape }]));
      shapes.forEach((shape, name) => seen.set(name, { shape: Array.from(results[shape]!.data, Number) }));
      still.forEach((name) => seen.set(name, results[name]!));
      return seen;
    });
  } finally {
    await session.release();
  }
}

/** What a run on so many examples tells of the values that are `held`. */
export const observeAt = (
  runtime: Runtime,
  graph: Graph,
  held: ReadonlyMap<string, ElementType>,
  count: number,
): Promise<Observed> => running(runtime, graph, held, (run) => run(count));

/** What runs on two, three and, where the graph allows, one example tell of the values that are `held`. */
export const observe = (runtime: Runtime, graph: Graph, held: ReadonlyMap<string, ElementType>): Promise<Runs> =>
  running(runtime, graph, held, async (run) => {
    const [two, three] = [await run(2), await run(3)];
    return { one: await run(1).catch(() => undefined), two, three };
  });
