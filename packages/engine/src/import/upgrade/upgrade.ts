import { FragilityError } from '@fragility/numerics';
import { readsOf, definedIn, withBodies, withInner } from '../../graph/bodies.js';
import { GraphBuilder } from '../../graph/builder.js';
import type { Constant, Graph, Node } from '../../graph/graph.js';
import { filled, integers } from '../../graph/tensors.js';
import { domainOf } from '../../onnx/graph.js';
import type { OnnxModel } from '../../onnx/model.js';
import { axesAsAttribute, listAsInput } from './axes.js';
import { lpPooling, padOfAxes, pooling } from './images/borders.js';
import { decompositions } from './decompositions.js';
import { dropout } from './dropout.js';
import { affineGrid, gridSample } from './images/grid.js';
import { widened } from './half.js';
import { groupNormalisation } from './group-normalisation.js';
import { learning } from './learning.js';
import { dft, newest, rmsNormalisation, swish } from '../opsets/newer.js';
import { batchNormalisation, clip, padOfAttributes, slice, topK, upsample } from '../opsets/older.js';
import { meanVariance } from './moments.js';
import { cast, dequantizeLinear, quantizeLinear } from '../quantised/operators.js';
import { resize } from './images/resize.js';
import { append, type Rewrite, type Upgrade } from './rewrite.js';
import { split } from './split.js';

/** Operator sets before this one gave broadcasting and constants other meanings; no exporter has written them since 2018. */
export const OLDEST = 7;

/** Before 13, softmax and the like ran over all axes from `axis` on. */
const flatSoftmax: Rewrite = (node, upgrade) => {
  const axis = (node.attributes['axis'] as number | undefined) ?? 1;
  if (upgrade.opset >= 13 || axis === -1) return false;
  const { builder } = upgrade;
  const [x, y] = [node.inputs[0]!, node.outputs[0]!];
  const rows = builder.node('Flatten', [x], { axis });
  const inner = builder.fresh('rows');
  builder.append({ ...node, inputs: [rows], outputs: [inner], attributes: { axis: -1 } });
  const name = builder.fresh('reshape');
  builder.reserve([name]);
  return append(upgrade, {
    name,
    op: 'Reshape',
    inputs: [inner, builder.node('Shape', [x])],
    outputs: [y],
    attributes: {},
  });
};

const rewrites: Readonly<Record<string, Rewrite>> = {
  ...decompositions,
  ...learning,
  AffineGrid: affineGrid,
  AveragePool: pooling,
  BatchNormalization: batchNormalisation,
  Cast: cast,
  CastLike: cast,
  Clip: clip,
  DFT: dft,
  DequantizeLinear: dequantizeLinear,
  Dropout: dropout,
  GridSample: gridSample,
  GroupNormalization: groupNormalisation,
  Hardmax: flatSoftmax,
  LogSoftmax: flatSoftmax,
  LpPool: lpPooling,
  MaxPool: pooling,
  MeanVarianceNormalization: meanVariance,
  Pad: (node, upgrade) => {
    const given = padOfAttributes(node, upgrade);
    return padOfAxes(given, upgrade) || append(upgrade, given);
  },
  QuantizeLinear: quantizeLinear,
  RMSNormalization: rmsNormalisation,
  ReduceL1: axesAsAttribute,
  ReduceL2: axesAsAttribute,
  ReduceLogSum: axesAsAttribute,
  ReduceLogSumExp: axesAsAttribute,
  ReduceMax: axesAsAttribute,
  ReduceMean: axesAsAttribute,
  ReduceMin: axesAsAttribute,
  ReduceProd: axesAsAttribute,
  ReduceSum: listAsInput('axes', 1),
  ReduceSumSquare: axesAsAttribute,
  Resize: (node, upgrade) => upsample(node, upgrade) || resize(node, upgrade),
  Scatter: (node, upgrade) => append(upgrade, { ...node, op: 'ScatterElements' }),
  Slice: slice,
  Softmax: flatSoftmax,
  Split: split,
  Squeeze: listAsInput('axes', 1),
  Swish: swish,
  TopK: topK,
  Unsqueeze: listAsInput('axes', 1),
  Upsample: upsample,
};

/** Rewrites that hold in every set: of nodes that behave otherwise in training. */
const inEverySet: Readonly<Record<string, Rewrite>> = { BatchNormalization: batchNormalisation, Dropout: dropout };

const from =
  (table: Readonly<Record<string, Rewrite>>) =>
  (op: string): Rewrite | undefined =>
    Object.hasOwn(table, op) ? table[op] : undefined;

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

/** The graph with constants apart from nodes, each node rewritten by `rewrite`. */
function rewritten(
  { graph, opset }: Pick<OnnxModel, 'graph' | 'opset'>,
  rewrite: (op: string) => Rewrite | undefined,
  around?: { readonly names: readonly string[]; readonly context: Upgrade },
): Graph {
  const builder = GraphBuilder.from({ ...graph, nodes: [] });
  const names = [...(around?.names ?? []), ...definedIn(graph)];
  builder.reserve(names);
  const precision = around?.context.precision ?? (graph.inputs[0]?.type === 'float64' ? 'float64' : 'float32');
  const known = (name?: string): Constant | undefined => builder.known(name ?? '') ?? around?.context.known(name);
  const reads = new Set([...graph.nodes.flatMap(readsOf), ...graph.outputs.map(({ name }) => name)]);
  const context: Upgrade = { opset, builder, precision, known, isRead: (name) => reads.has(name) };
  const inside = (body: Graph): Graph => rewritten({ graph: body, opset }, rewrite, { names, context });
  for (const given of graph.nodes) {
    const plainly = widened(given);
    const node = { ...plainly, attributes: withBodies(plainly.attributes, inside) };
    const constant = node.op === 'Constant' ? constantOf(node) : undefined;
    if (constant) builder.constant(constant, node.outputs[0]!);
    else if (!rewrite(node.op)?.(node, context)) builder.append(node);
  }
  return builder.build();
}

/**
 * The graph of a file in operator set 17, with constants apart from nodes: one dialect for everything that follows. Where a node is in no
 * earlier set than a later one and no formula of others, the graph stays in that set, which the runtime computes and no gradient passes.
 *
 * @throws FragilityError `engine/opset`, `engine/operator`.
 */
export function upgrade(model: OnnxModel): Graph {
  const { graph, opset } = model;
  const nodes = withInner(graph.nodes);
  if (opset < OLDEST && nodes.some(({ op }) => domainOf(op) === '')) {
    throw new FragilityError(
      {
        given: `the model is written in operator set ${opset}`,
        expected: `${OLDEST} or later`,
        remedy: 'convert it with onnx.version_converter',
      },
      { where: 'engine/import', code: 'engine/opset', kind: 'input' },
    );
  }
  const later = newest(nodes, opset);
  if (later) {
    const kept = rewritten(model, from(inEverySet));
    return { ...kept, sets: new Map([...(graph.sets ?? []), ['', later.set]]) };
  }
  return rewritten(model, from(rewrites));
}
