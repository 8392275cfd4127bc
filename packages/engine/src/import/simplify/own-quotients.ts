import { GraphBuilder } from '../../graph/builder.js';
import type { Graph, Node } from '../../graph/graph.js';
import { filled, inPrecision, sizeOf, type Precision } from '../../graph/tensors.js';
import { readsOf } from '../../graph/bodies.js';
import type { Runtime } from '../../runtime/runtime.js';
import { sameValues } from '../batch/evidence.js';
import type { Typed } from '../typed.js';
import { prune } from './prune.js';

/** Operators whose every number depends on the numbers at the same place alone. */
const ELEMENTWISE = new Set(
  (
    'Abs Add And Cast Clip Div Equal Exp Greater GreaterOrEqual IsInf IsNaN Less LessOrEqual Log Max Min Mul Neg Not Or Pow ' +
    'Reciprocal Relu Sigmoid Sign Sqrt Sub Tanh Where'
  ).split(' '),
);

const isOwnQuotient = ({ op, inputs: [a, b] }: Node): boolean => op === 'Div' && a === b;

/** The nodes that compute with the numbers of a value one by one, and with constants. */
function computedFrom({ nodes, constants }: Graph, x: string): Node[] {
  const from = new Set([x]);
  const isFrom = ({ op, inputs }: Node): boolean =>
    ELEMENTWISE.has(op) &&
    inputs.some((name) => from.has(name)) &&
    inputs.every((name) => name === '' || from.has(name) || constants.has(name));
  return nodes.filter((node) => {
    if (!isFrom(node)) return false;
    node.outputs.forEach((name) => from.add(name));
    return true;
  });
}

/** Values that some nodes make for others. */
function handedOn(graph: Graph, inside: ReadonlySet<Node>): string[] {
  const read = new Set([
    ...graph.nodes.filter((node) => !inside.has(node)).flatMap(readsOf),
    ...graph.outputs.map(({ name }) => name),
  ]);
  return [...inside].flatMap(({ outputs }) => outputs.filter((name) => read.has(name)));
}

/** The graph with x⁰, which is 1 everywhere, in place of x / x. */
function withPowers(graph: Graph, x: string, precision: Precision): Graph {
  const builder = GraphBuilder.from({ ...graph, nodes: [] });
  builder.reserve(graph.nodes.flatMap(({ outputs }) => outputs));
  const zero = builder.constant(filled(precision, [], 0));
  graph.nodes.forEach((node) =>
    builder.append(isOwnQuotient(node) && node.inputs[0] === x ? { ...node, op: 'Pow', inputs: [x, zero] } : node),
  );
  return builder.build();
}

/** Where x / x is not x⁰, for finite numbers and none. */
const EXCEPTIONS = [0, -0, NaN];

/** What a part of a graph makes of these. */
async function exceptions(runtime: Runtime, part: Graph, outputs: readonly string[]) {
  const [{ name, type, shape }] = part.inputs as [Graph['inputs'][number]];
  const each = sizeOf(shape as number[]) / EXCEPTIONS.length;
  const data = inPrecision(type as Precision, new Float64Array(sizeOf(shape as number[])));
  EXCEPTIONS.forEach((value, k) => data.fill(value, k * each, (k + 1) * each));
  const session = await runtime.session(part, outputs);
  try {
    const results = await session.run({ [name]: { data, shape: shape as number[] } });
    return outputs.map((output) => results[output]!.data);
  } finally {
    await session.release();
  }
}

/**
 * The graph with ones in place of values that are divided by themselves, which is how skl2onnx writes ones,
 *
 *     x / x = x⁰   for finite x ≠ 0,
 *
 * where what is computed from them number by number is the same, to the bit, for x = ±0 too, and for NaN: at 0, x / x is NaN, and with it
 * the slope of what replaces NaN later on. Others stay.
 */
export async function withoutOwnQuotients<T extends Typed>(runtime: Runtime, known: T): Promise<T> {
  let { graph } = known;
  for (const x of new Set(graph.nodes.filter(isOwnQuotient).map(({ inputs }) => inputs[0]!))) {
    const { type, shape } = known.types.get(x)!;
    const sizes = shape.slice(1);
    if (!type.startsWith('float') || sizes.some((size) => typeof size !== 'number')) continue;
    const inside = computedFrom(graph, x);
    const outputs = handedOn(graph, new Set(inside));
    const ports = outputs.map((name) => ({ name, ...known.types.get(name)! }));
    const input = { name: x, type, shape: [EXCEPTIONS.length, ...sizes] };
    const part = prune({ ...graph, inputs: [input], nodes: inside, outputs: ports });
    const powers = (of: Graph): Graph => withPowers(of, x, type as Precision);
    const run = (each: Graph) => exceptions(runtime, { ...each, outputs: [] }, outputs);
    const [a, b] = [await run(part), await run(powers(part))];
    if (a.every((values, k) => sameValues(values, b[k]!))) graph = powers(graph);
  }
  return { ...known, graph };
}
