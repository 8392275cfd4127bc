import { type ErrorMessage, FragilityError } from '@fragility/numerics';
import { readsOf } from '../../graph/bodies.js';
import { GraphBuilder } from '../../graph/builder.js';
import type { Constant, Graph, Node, Port } from '../../graph/graph.js';
import { filled, integers } from '../../graph/tensors.js';
import { elementCode } from '../../onnx/tensors/element.js';
import { LEARNING } from '../upgrade/learning.js';
import { wholeNumbers, type ImageUnits, type WholeNumbers } from './levels.js';

const fail = (message: ErrorMessage): never => {
  throw new FragilityError(message, { where: 'engine/import', code: 'engine/ports', kind: 'input' });
};

/** Operators that move values about, whatever their type. */
const MOVES = new Set(
  'Identity Reshape Flatten Squeeze Unsqueeze Transpose Slice Gather Concat Split Expand Tile Dropout'.split(' '),
);

/** Operators that mean the same for whole and for real numbers, in types that hold negative ones. */
const SUMS = new Set(['Add', 'Sub', 'Mul', 'Max', 'Min']);

const FLOATS = [elementCode('float32'), elementCode('float64')];
const BYTE = elementCode('uint8');
const WHOLE = [elementCode('int32'), elementCode('int64'), BYTE];

const real = ({ shape, data }: Constant): Constant => ({
  type: 'float32',
  shape,
  data: Float32Array.from(data as ArrayLike<number | bigint>, Number),
});

/** The node that takes values as places in a table, if there is one. */
function lookup({ nodes }: Graph, input: string): Node | undefined {
  const carried = new Set([input]);
  return nodes.find(({ op, inputs, outputs, attributes }) => {
    if (
      carried.has(inputs[0] ?? '') &&
      (MOVES.has(op) || (op === 'Cast' && WHOLE.includes(attributes['to'] as number)))
    )
      outputs.forEach((name) => carried.add(name));
    return /^Gather/.test(op) && carried.has(inputs[1] ?? '');
  });
}

/**
 * The nodes with the input as real numbers, up to where they make such numbers themselves; undefined where one computes otherwise, or a cast may
 * wrap numbers around. `isByte` where the input is known to lie in 0…255.
 */
function throughout(graph: Graph, port: Port, builder: GraphBuilder, isByte: boolean): Node[] | undefined {
  let fits = isByte || port.type === 'uint8';
  const carried = new Set([port.name]);
  const carry = (node: Node): Node => {
    node.outputs.forEach((name) => carried.add(name));
    return node;
  };
  const constantOf = (name: string): string => {
    const known = graph.constants.get(name);
    return known && !known.type.startsWith('float') ? builder.constant(real(known)) : name;
  };
  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    const { op, inputs, attributes } = node;
    const reads = readsOf(node).filter((name) => carried.has(name));
    if (reads.length === 0 || op === 'Shape' || op === 'Size') nodes.push(node);
    else if (op === 'Cast' && FLOATS.includes(attributes['to'] as number)) nodes.push(node);
    else if (op === 'Cast' && WHOLE.includes(attributes['to'] as number) && (fits || attributes['to'] !== BYTE))
      nodes.push(carry({ ...node, op: 'Identity', attributes: {} }));
    else if (op.startsWith(LEARNING)) nodes.push(node);
    else if (MOVES.has(op) && carried.has(inputs[0]!) && (op !== 'Concat' || reads.length === inputs.length))
      nodes.push(carry(node));
    else if (SUMS.has(op) && port.type.startsWith('int')) {
      fits = false;
      nodes.push(carry({ ...node, inputs: inputs.map((name) => (carried.has(name) ? name : constantOf(name))) }));
    } else return undefined;
  }
  return carried.has(graph.outputs[0]!.name) ? undefined : nodes;
}

/** A graph that takes real numbers, and the whole ones that its file takes, if it does. */
export interface RealInput {
  readonly graph: Graph;
  readonly whole?: WholeNumbers;
}

/**
 * A graph that takes whole numbers as one that takes real ones: images within bounds are spread over 0…255, unless `mean` or `std` say
 * otherwise,
 *
 *     x ↦ graph(255 (x − lower) / (upper − lower))
 *
 * Whole numbers are treated as real up to where the graph makes real numbers of them. Where it computes with them before, they are rounded
 * at the door, and no gradient passes.
 *
 * @throws FragilityError `engine/ports` for inputs that are places in a table, as words are, and those of {@link wholeNumbers}.
 */
export function realInput(graph: Graph, units: ImageUnits): RealInput {
  const port = graph.inputs[0]!;
  if (port.type.startsWith('float')) return { graph };
  const table = lookup(graph, port.name);
  if (table)
    fail({
      given: `input '${port.name}' holds places in a table (operator ${table.op}, node '${table.name}'), as words or categories are`,
      expected: 'images',
      remedy: 'such inputs have no small perturbations',
    });
  const whole = wholeNumbers(port, units);
  const { lower, upper, count } = whole.levels;
  const builder = new GraphBuilder(graph.name);
  builder.reserve([port.name, ...graph.constants.keys(), ...graph.nodes.flatMap(({ outputs }) => outputs)]);
  const scalar = (value: number): string => builder.constant(filled('float32', [], value));
  let value = builder.input({ name: builder.fresh('levels'), type: 'float32', shape: port.shape });
  if (whole.spread) {
    if (lower !== 0) value = builder.node('Sub', [value, scalar(lower)]);
    value = builder.node('Mul', [value, scalar(count / (upper - lower))]);
  }
  const last = (op: string, from: string, attributes: Node['attributes'] = {}): void =>
    builder.append({ name: `${port.name} as ${port.type}`, op, inputs: [from], outputs: [port.name], attributes });
  const nodes = throughout(graph, port, builder, whole.spread);
  if (nodes) last('Identity', value);
  else last('Cast', builder.node('Round', [value]), { to: elementCode(port.type) });
  graph.constants.forEach((constant, name) => builder.constant(constant, name));
  (nodes ?? graph.nodes).forEach((node) => builder.append(node));
  graph.outputs.forEach((output) => builder.output(output));
  const built = builder.build();
  return { graph: graph.sets ? { ...built, sets: graph.sets } : built, whole };
}

/** A graph that takes one example without an axis for the batch, as one that takes batches of one. */
export function withBatchOfOne(graph: Graph, sizes: readonly number[]): Graph {
  const [port, output] = [graph.inputs[0]!, graph.outputs[0]!];
  const builder = new GraphBuilder(graph.name);
  builder.reserve([port.name, ...graph.constants.keys(), ...graph.nodes.flatMap(({ outputs }) => outputs)]);
  const list = (values: readonly number[]): string => builder.constant(integers(values));
  const outer = builder.input({ name: builder.fresh('one'), type: port.type, shape: [1, ...sizes] });
  builder.append({
    name: `${port.name} alone`,
    op: 'Reshape',
    inputs: [outer, list(sizes)],
    outputs: [port.name],
    attributes: {},
  });
  graph.constants.forEach((constant, name) => builder.constant(constant, name));
  graph.nodes.forEach((node) => builder.append(node));
  const row = builder.node('Reshape', [output.name, list([1, -1])]);
  builder.output({ name: row, type: output.type, shape: output.shape });
  const built = builder.build();
  return graph.sets ? { ...built, sets: graph.sets } : built;
}
