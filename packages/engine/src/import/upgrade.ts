import { FragilityError } from '@fragility/numerics';
import { GraphBuilder } from '../graph/builder.js';
import type { Constant, Graph, Node } from '../graph/graph.js';
import { filled, integers } from '../graph/tensors.js';
import type { OnnxModel } from '../onnx/model.js';
import { axesAsAttribute, listAsInput } from './axes.js';
import { padOfAxes, pooling } from './borders.js';
import { decompositions } from './decompositions.js';
import { affineGrid, gridSample } from './grid.js';
import { groupNormalisation } from './group-normalisation.js';
import { resize } from './resize.js';
import { append, refuse, without, type Rewrite, type Upgrade } from './rewrite.js';
import { split } from './split.js';

/** Operator sets that files may be written in. */
export const OPSETS = { oldest: 11, newest: 21 } as const;

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

const rewrites: Readonly<Record<string, Rewrite>> = {
  ...decompositions,
  AffineGrid: affineGrid,
  AveragePool: pooling,
  BatchNormalization: (node) =>
    node.attributes['training_mode'] === 1
      ? refuse(node, 'normalises by the batch', 'export the model for inference')
      : false,
  Cast: (node, upgrade) => append(upgrade, { ...node, attributes: without(node, 'saturate') }),
  Dropout: (node, upgrade) =>
    append(upgrade, {
      ...node,
      op: 'Identity',
      inputs: [node.inputs[0]!],
      outputs: [node.outputs[0]!],
      attributes: {},
    }),
  GridSample: gridSample,
  GroupNormalization: groupNormalisation,
  LogSoftmax: flatSoftmax,
  MaxPool: pooling,
  Pad: padOfAxes,
  ReduceL1: axesAsAttribute,
  ReduceL2: axesAsAttribute,
  ReduceLogSumExp: axesAsAttribute,
  ReduceMax: axesAsAttribute,
  ReduceMean: axesAsAttribute,
  ReduceMin: axesAsAttribute,
  ReduceProd: axesAsAttribute,
  ReduceSum: listAsInput('axes', 1),
  ReduceSumSquare: axesAsAttribute,
  Resize: resize,
  Softmax: flatSoftmax,
  Split: split,
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
