import { FragilityError } from '@fragility/numerics';
import { GraphBuilder } from '../graph/builder.js';
import type { Constant, Graph, Node } from '../graph/graph.js';
import { filled, integers } from '../graph/tensors.js';
import type { OnnxModel } from '../onnx/model.js';
import { decompositions } from './decompositions.js';

/** Operator sets that files may be written in. */
export const OPSETS = { oldest: 11, newest: 21 } as const;

/** What rewriting one node may use. */
export interface Upgrade {
  readonly opset: number;
  readonly builder: GraphBuilder;
  readonly precision: 'float32' | 'float64';
  known(name: string | undefined): Constant | undefined;
}

/** Puts a node's meaning into the builder, in operator set 17; answers false where it means the same there. */
export type Rewrite = (node: Node, upgrade: Upgrade) => boolean;

const refuse = (node: Node, why: string, remedy: string): never => {
  throw new FragilityError(`operator ${node.op} (node '${node.name}') ${why}; ${remedy}`, {
    where: 'engine/import',
    code: 'engine/operator',
  });
};

const without = (node: Node, ...names: readonly string[]): Node['attributes'] =>
  Object.fromEntries(Object.entries(node.attributes).filter(([name]) => !names.includes(name)));

const append = ({ builder }: Upgrade, node: Node): true => {
  builder.append(node);
  return true;
};

/** Before 13, a list of whole numbers was an attribute; since then it is an input. */
const listAsInput =
  (name: string, at: number): Rewrite =>
  (node, upgrade) => {
    const list = node.attributes[name] as readonly number[] | undefined;
    if (list === undefined) return false;
    const inputs = [...node.inputs, ...Array<string>(at).fill('')].slice(0, at);
    return append(upgrade, {
      ...node,
      inputs: [...inputs, upgrade.builder.constant(integers(list))],
      attributes: without(node, name),
    });
  };

/** Since 18 the axes of a reduction are an input; before, an attribute. */
const axesAsAttribute: Rewrite = (node, upgrade) => {
  const [x, axes] = node.inputs;
  if (axes === undefined) return false;
  const known = upgrade.known(axes) ?? (axes === '' ? integers([]) : undefined);
  if (!known) return refuse(node, `takes its axes from '${axes}'`, 'export the model with fixed axes');
  const list = Array.from(known.data as BigInt64Array, Number);
  if (list.length === 0 && node.attributes['noop_with_empty_axes'] === 1) {
    return append(upgrade, { ...node, op: 'Identity', inputs: [x!], attributes: {} });
  }
  const attributes = without(node, 'noop_with_empty_axes');
  return append(upgrade, {
    ...node,
    inputs: [x!],
    attributes: list.length > 0 ? { ...attributes, axes: list } : attributes,
  });
};

/** Before 13, softmax ran over all axes from `axis` on. */
const flatSoftmax: Rewrite = (node, upgrade) => {
  const axis = (node.attributes['axis'] as number | undefined) ?? 1;
  if (upgrade.opset >= 13 || axis === -1) return false;
  const { builder } = upgrade;
  const [x, y] = [node.inputs[0]!, node.outputs[0]!];
  const rows = builder.node('Flatten', [x], { axis });
  const inner = builder.node(node.op, [rows], { axis: -1 });
  return append(upgrade, {
    name: node.name,
    op: 'Reshape',
    inputs: [inner, builder.node('Shape', [x])],
    outputs: [y],
    attributes: {},
  });
};

const resize: Rewrite = (node, upgrade) => {
  if (node.attributes['antialias'] === 1) refuse(node, 'smooths before it resizes', 'export with antialias off');
  if (node.attributes['axes']) refuse(node, 'resizes chosen axes', 'export with sizes of all axes');
  if ((node.attributes['keep_aspect_ratio_policy'] ?? 'stretch') !== 'stretch')
    refuse(node, 'keeps the aspect ratio', 'export with fixed sizes');
  return append(upgrade, { ...node, attributes: without(node, 'antialias', 'keep_aspect_ratio_policy') });
};

const pad: Rewrite = (node, { opset }) =>
  opset >= 18 && node.inputs[3] ? refuse(node, 'pads chosen axes', 'export with the widths of all axes') : false;

const rewrites: Readonly<Record<string, Rewrite>> = {
  ...decompositions,
  Cast: (node, upgrade) => append(upgrade, { ...node, attributes: without(node, 'saturate') }),
  Dropout: (node, upgrade) =>
    append(upgrade, {
      ...node,
      op: 'Identity',
      inputs: [node.inputs[0]!],
      outputs: [node.outputs[0]!],
      attributes: {},
    }),
  LogSoftmax: flatSoftmax,
  Pad: pad,
  ReduceL1: axesAsAttribute,
  ReduceL2: axesAsAttribute,
  ReduceMax: axesAsAttribute,
  ReduceMean: axesAsAttribute,
  ReduceMin: axesAsAttribute,
  ReduceProd: axesAsAttribute,
  ReduceSum: listAsInput('axes', 1),
  Resize: resize,
  Softmax: flatSoftmax,
  Split: (node, upgrade) =>
    listAsInput('split', 1)(node, upgrade) || append(upgrade, { ...node, attributes: without(node, 'num_outputs') }),
  Squeeze: listAsInput('axes', 1),
  Unsqueeze: listAsInput('axes', 1),
};

/** The value of a Constant node. */
function constantOf({ attributes }: Node): Constant | undefined {
  const { value, value_float: single, value_int: integer, value_ints: whole, value_floats: many } = attributes;
  if (typeof value === 'object' && 'tensor' in value) return value.tensor;
  if (typeof single === 'object' && 'float' in single) return filled('float32', [], single.float);
  if (typeof integer === 'number') return { ...integers([integer]), shape: [] };
  if (Array.isArray(whole)) return integers(whole as number[]);
  if (typeof many === 'object' && 'floats' in many)
    return { type: 'float32', shape: [many.floats.length], data: Float32Array.from(many.floats) };
  return undefined;
}

/**
 * The graph of a file in operator set 17, with constants apart from nodes: one dialect for everything that follows.
 *
 * @throws FragilityError `engine/opset`, `engine/operator`.
 */
export function upgrade({ graph, opset }: OnnxModel): Graph {
  if (!(opset >= OPSETS.oldest && opset <= OPSETS.newest)) {
    throw new FragilityError(
      `the model is written in operator set ${opset}, expected ${OPSETS.oldest} to ${OPSETS.newest}; convert it with onnx.version_converter`,
      { where: 'engine/import', code: 'engine/opset' },
    );
  }
  const builder = GraphBuilder.from({ ...graph, nodes: [] });
  graph.nodes.forEach(({ outputs }) => builder.reserve(outputs));
  const constants = new Map(graph.constants);
  const precision = graph.inputs[0]?.type === 'float64' ? 'float64' : 'float32';
  const context: Upgrade = { opset, builder, precision, known: (name) => constants.get(name ?? '') };
  for (const node of graph.nodes) {
    const constant = node.op === 'Constant' ? constantOf(node) : undefined;
    if (constant) {
      constants.set(node.outputs[0]!, constant);
      builder.constant(constant, node.outputs[0]!);
    } else if (!rewrites[node.op]?.(node, context)) builder.append(node);
  }
  return builder.build();
}
