import type { GradientStop } from '@fragility/model';
import { readsOf } from '../../graph/bodies.js';
import { GraphBuilder } from '../../graph/builder.js';
import type { Constant, ElementType, Graph, Node, ValueType } from '../../graph/graph.js';
import { filled } from '../../graph/tensors.js';
import { axisOf, whole } from '../../rules/rule.js';
import { passed, passedWhereKept } from '../../rules/elementwise/straight.js';
import type { Rule } from '../../rules/rule.js';
import type { Typed } from '../typed.js';
import { DEQUANTIZE, QUANTIZE } from './operators.js';

/** A quantised graph in real numbers. */
export interface Simulated {
  readonly graph: Graph;
  readonly types: ReadonlyMap<string, ValueType>;
  /** Rules of the nodes that round and clip, by their output: rounding is passed as if it did nothing. */
  readonly straight: ReadonlyMap<string, Rule>;
  /** The node that computes with whole numbers in another way, if there is one. */
  readonly stop?: GradientStop;
}

/** Least and largest number of each type. */
const RANGES = new Map<ElementType, readonly [number, number]>([
  ['int8', [-128, 127]],
  ['uint8', [0, 255]],
  ['int16', [-32768, 32767]],
  ['uint16', [0, 65535]],
]);

/** Operators that move whole numbers about or choose among them, and mean the same for real ones. */
const MOVES = new Set(
  'Identity Reshape Flatten Squeeze Unsqueeze Transpose Slice Gather Concat Split Expand Tile MaxPool DepthToSpace SpaceToDepth'.split(
    ' ',
  ),
);

const stopAt = ({ name, op }: Node, why: string): GradientStop => ({
  node: name,
  op,
  reason: `operator ${op} (node '${name}') ${why}`,
});

/** One number for all, or one for every place along an axis, in a shape that goes with `rank` axes. */
function along(given: Constant, axis: number, rank: number): Constant {
  const single = given.data.length === 1;
  const shape = single
    ? []
    : Array.from({ length: rank }, (_, k) => (k === axisOf(axis, rank) ? given.data.length : 1));
  return { type: 'float32', shape, data: Float32Array.from(given.data as ArrayLike<number | bigint>, Number) };
}

/**
 * A quantised graph in real numbers, rounded as the whole ones are,
 *
 *     q = min(max(round(x / s), q_min − z), q_max − z) + z,   y = (q − z) s
 *
 * where gradients take the rounding for the identity: they pass a pair where it does not clip, q_min − z ≤ round(x / s) ≤ q_max − z, and nowhere
 * else (straight-through, Bengio, Léonard and Courville, arXiv:1308.3432; as PyTorch's fake quantisation).
 */
export function simulated({ graph, types: given }: Pick<Typed, 'graph' | 'types'>): Simulated {
  const types = new Map(given);
  const builder = GraphBuilder.from({ ...graph, nodes: [] });
  builder.reserve(graph.nodes.flatMap(({ outputs }) => outputs));
  const straight = new Map<string, Rule>();
  const real = new Set<string>();
  let stop: GradientStop | undefined;
  const constant = (value: Constant): string => {
    const name = builder.constant(value);
    types.set(name, value);
    return name;
  };
  const emit = (op: string, inputs: string[], like: string): string => {
    const y = builder.node(op, inputs);
    types.set(y, { type: 'float32', shape: types.get(like)!.shape });
    return y;
  };
  const last = (node: Node, op: string, inputs: string[]): void => {
    builder.append({ name: node.name, op, inputs, outputs: node.outputs, attributes: {} });
    types.set(node.outputs[0]!, { type: 'float32', shape: types.get(node.outputs[0]!)!.shape });
  };
  const schemeOf = (node: Node): { scale: Constant; zero: Constant } | undefined => {
    const [x, scale, zero] = node.inputs as [string, string, string?];
    const [s, z] = [graph.constants.get(scale), graph.constants.get(zero ?? '')];
    if (!s || (zero && !z)) return undefined;
    const rank = types.get(x)!.shape.length;
    const axis = whole(node, 'axis', 1);
    return { scale: along(s, axis, rank), zero: z ? along(z, axis, rank) : filled('float32', [], 0) };
  };
  const shifted = (zero: Constant, by: number): Constant => ({
    ...zero,
    data: Float32Array.from(zero.data as Float32Array, (value) => by - value),
  });

  for (const node of graph.nodes) {
    const [x, y] = [node.inputs[0]!, node.outputs[0]!];
    const scheme = QUANTIZE.has(node.op) || DEQUANTIZE.has(node.op) ? schemeOf(node) : undefined;
    const range = RANGES.get(given.get(y)!.type);
    if (QUANTIZE.has(node.op) && scheme && range) {
      const [low, high] = range.map((bound) => constant(shifted(scheme.zero, bound))) as [string, string];
      const rounded = emit('Round', [emit('Div', [x, constant(scheme.scale)], x)], x);
      const above = emit('Max', [rounded, low], x);
      const inside = emit('Min', [above, high], x);
      straight.set(rounded, passed).set(above, passedWhereKept).set(inside, passedWhereKept);
      last(node, 'Add', [inside, constant(scheme.zero)]);
      real.add(y);
    } else if (DEQUANTIZE.has(node.op) && scheme && real.has(x)) {
      last(node, 'Mul', [emit('Sub', [x, constant(scheme.zero)], x), constant(scheme.scale)]);
    } else if (!readsOf(node).some((name) => real.has(name))) builder.append(node);
    else if (MOVES.has(node.op) && node.inputs.every((name, k) => k === 0 || !real.has(name) || node.op === 'Concat')) {
      builder.append(node);
      node.outputs.forEach((name) => {
        types.set(name, { type: 'float32', shape: types.get(name)!.shape });
        real.add(name);
      });
    } else {
      stop ??= stopAt(node, 'computes with quantised numbers');
      builder.append(node);
    }
  }
  return { graph: builder.build(), types, straight, ...(stop ? { stop } : {}) };
}
