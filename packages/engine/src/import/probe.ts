import { FragilityError, isFragilityError } from '@fragility/numerics';
import { withInner } from '../graph/bodies.js';
import {
  OPSET,
  type Constant,
  type Dimension,
  type ElementType,
  type Graph,
  type Node,
  type Shape,
  type ValueType,
} from '../graph/graph.js';
import type { Runtime } from '../runtime/runtime.js';
import { sameValues } from './batch/evidence.js';
import { doubtful } from './batch/induction.js';
import { moving, observe, observeAt, type Runs } from './batch/observe.js';
import { typesOf } from './batch/types.js';
import { quantisedWeights } from './quantised/weights.js';
import type { Typed } from './typed.js';
import { foldStrided } from './simplify/strided.js';

/** What is known of a graph, and the node from which on it is known for up to three examples only. */
export interface Probed extends Typed {
  readonly doubtful?: Node;
}

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

/** A size as it is for one, two and three examples. */
function dimension(one: number, two: number, three: number): Dimension {
  if (two === three && one === two) return two;
  const share = three - two;
  if (two !== 2 * share || one !== share) return `batch:${one},${two},${three}`;
  return share === 1 ? 'batch' : `batch*${share}`;
}

/**
 * Runs a graph on one, two and three examples, and observes every value: sizes that differ are the batch's, values that do not differ are
 * constants. Where that is not proven to hold for more examples, `doubtful` is the node where the proof ends; a graph that was made for
 * so many examples runs on these then. One that runs on a single example only runs on each alone.
 */
export async function probe(runtime: Runtime, graph: Graph, keepBatch = false): Promise<Probed> {
  const [input] = graph.inputs as [Graph['inputs'][number]];
  const fail = (cause: unknown): never => {
    throw unresolved(graph, cause);
  };
  const types = await typesOf(runtime, graph, withoutWeights(graph)).catch(fail);
  const open: Graph = { ...graph, inputs: [{ ...input, shape: ['batch', ...input.shape.slice(1)] }] };
  const fixed = input.shape[0];
  const isFixed = typeof fixed === 'number';
  const onSoMany = async (count: number): Promise<Probed> => {
    const made: Graph = { ...graph, inputs: [{ ...input, shape: [count, ...input.shape.slice(1)] }] };
    const only = await observeAt(runtime, made, types, count);
    return typed(made, types, { one: only, two: only, three: only }, count);
  };
  if (!isFixed || !keepBatch)
    try {
      const runs = await observe(runtime, open, types);
      const doubt = doubtful(open, runs);
      const found = typed(open, types, runs, undefined);
      const varies = found.graph.outputs.every(({ shape }) => typeof shape[0] === 'string');
      if (!isFixed || (varies && !doubt)) return { ...found, ...(doubt ? { doubtful: doubt } : {}) };
    } catch (cause) {
      const alone = isFixed ? undefined : await onSoMany(1).catch(() => fail(cause));
      if (alone) return alone;
    }
  return onSoMany(fixed as number).catch(fail);
}

function unresolved(graph: Graph, cause: unknown): FragilityError {
  if (isFragilityError(cause) && cause.kind === 'input') return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  const unknown = /No Op registered for (\S+)|:(\w+)\(-?\d+\) is not a registered/.exec(why);
  const op = unknown?.[1] ?? unknown?.[2];
  const node = withInner(graph.nodes).find((each) => op !== undefined && each.op.split('.').at(-1) === op);
  if (node)
    return new FragilityError(
      {
        given: `operator ${node.op} (node '${node.name}') ${
          node.op === op
            ? `is not part of operator set ${graph.sets?.get('') ?? OPSET}`
            : 'is none that ONNX Runtime knows'
        }`,
        remedy: 'export the model without it',
      },
      { where: 'engine/import', code: 'engine/operator', kind: 'input', cause },
    );
  return new FragilityError(
    {
      given: `the model '${graph.name}' does not run on inputs of shape [n, ${graph.inputs[0]!.shape.slice(1).join(', ')}]: ${why}`,
      remedy: 'give the shape of one input that it takes',
    },
    { where: 'engine/import', code: 'engine/shape', kind: 'input', cause },
  );
}

function typed(
  graph: Graph,
  elements: ReadonlyMap<string, ElementType>,
  { one, two, three }: Runs,
  batch: number | undefined,
): Typed {
  const types = new Map<string, ValueType>();
  const constants = new Map<string, Constant>(graph.constants);
  const quantised = quantisedWeights(graph, moving(graph));
  const weights = new Map<string, Constant>();
  const perBatch = new Map<string, readonly [Constant, Constant]>();
  for (const [name, { data, shape }] of two) {
    const [alone, other] = [one?.get(name), three.get(name)!];
    const type = elements.get(name) ?? graph.inputs[0]!.type;
    const sizeAlone = (size: number, axis: number): number => alone?.shape[axis] ?? size - (other.shape[axis]! - size);
    const sizes: Shape = shape.map((size, axis) => dimension(sizeAlone(size, axis), size, other.shape[axis]!));
    types.set(name, { type, shape: sizes });
    if (!data || !other.data) continue;
    const fixed = sizes.every((size) => typeof size === 'number') && sameValues(data, other.data);
    if (fixed && (!alone || sameValues(data, alone.data!)))
      (quantised.has(name) ? weights : constants).set(name, { type, shape, data: data.slice() });
    else
      perBatch.set(name, [
        { type, shape, data },
        { type, shape: other.shape, data: other.data },
      ]);
  }
  constants.forEach(({ type, shape }, name) => types.set(name, { type, shape }));
  const nodes = graph.nodes.filter(({ outputs }) => !outputs.every((name) => name === '' || constants.has(name)));
  const outputs = graph.outputs.map(({ name }) => ({ name, ...types.get(name)! }));
  const folded = foldStrided({ graph: { ...graph, nodes, constants, outputs }, types, batch }, perBatch);
  return weights.size > 0 ? { ...folded, weights } : folded;
}
