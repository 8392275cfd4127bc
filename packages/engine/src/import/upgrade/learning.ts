import type { Attribute, Node } from '../../graph/graph.js';
import { filled, inPrecision, integers } from '../../graph/tensors.js';
import { float } from '../../rules/rule.js';
import { append, refuse, type Rewrite, type Upgrade } from './rewrite.js';

/** Domain of the operators of classical learning, as skl2onnx and onnxmltools write them. */
export const LEARNING = 'ai.onnx.ml';

const numbers = (value: Attribute | undefined): readonly number[] =>
  typeof value === 'object' && 'floats' in value ? value.floats : [];

const constant = ({ builder, precision }: Upgrade, values: readonly number[], shape = [values.length]): string =>
  builder.constant({ type: precision, shape, data: inPrecision(precision, Float64Array.from(values)) });

/** (x − offset) ∘ scale */
const scaler: Rewrite = (node, upgrade) => {
  const { builder } = upgrade;
  const [offset, scale] = [numbers(node.attributes['offset']), numbers(node.attributes['scale'])];
  const moved = offset.length > 0 ? builder.node('Sub', [node.inputs[0]!, constant(upgrade, offset)]) : node.inputs[0]!;
  const by = constant(upgrade, scale.length > 0 ? scale : [1]);
  return append(upgrade, { ...node, op: 'Mul', inputs: [moved, by], attributes: {} });
};

/** Rows divided by their norm; rows of zeros are left as they are. */
const normalizer: Rewrite = (node, upgrade) => {
  const { builder, precision } = upgrade;
  const norm = (node.attributes['norm'] as string | undefined) ?? 'MAX';
  const x = node.inputs[0]!;
  if (!['L1', 'L2', 'MAX'].includes(norm)) return refuse(node, `divides by the norm '${norm}'`, 'use L1, L2 or MAX');
  const one = builder.constant(filled(precision, [], 1));
  const rows = { axes: [1], keepdims: 1 };
  const size = norm === 'MAX' ? builder.node('ReduceMax', [x], rows) : builder.node(`Reduce${norm}`, [x], rows);
  const none = builder.node('Equal', [size, builder.constant(filled(precision, [], 0))]);
  return append(upgrade, { ...node, op: 'Div', inputs: [x, builder.node('Where', [none, one, size])], attributes: {} });
};

/** Order-preserving functions of scores that are plain operators. */
const TRANSFORMS = new Map([
  ['NONE', 'Identity'],
  ['LOGISTIC', 'Sigmoid'],
  ['SOFTMAX', 'Softmax'],
]);

function transformOf(node: Node): string | undefined {
  return TRANSFORMS.get((node.attributes['post_transform'] as string | undefined) ?? 'NONE');
}

/** x Wᵀ + b in the graph's precision, W of as many rows as there are intercepts, or as `rows` says. */
function affine(node: Node, upgrade: Upgrade, rows: number): string {
  const weights = numbers(node.attributes['coefficients']);
  const w = constant(upgrade, weights, [rows, weights.length / rows]);
  const intercepts = numbers(node.attributes['intercepts']);
  const b = constant(upgrade, intercepts.length > 0 ? intercepts : [0]);
  return upgrade.builder.node('Gemm', [node.inputs[0]!, w, b], { transB: 1 });
}

/** Keeps a node for the labels alone, where something reads them; labels are none of the classes' numbers, but voters count them. */
function keepLabels(node: Node, upgrade: Upgrade): void {
  const [labels] = node.outputs as [string];
  if (!upgrade.isRead(labels)) return;
  const name = `${node.name} labels`;
  upgrade.builder.append({ ...node, name, outputs: [labels, upgrade.builder.fresh('scores')] });
}

/** The scores of a node's second output, after its function of them. */
function transformed(node: Node, upgrade: Upgrade, op: string, scores: string): true {
  const attributes: Node['attributes'] = op === 'Softmax' ? { axis: 1 } : {};
  return append(upgrade, { name: node.name, op, inputs: [scores], outputs: [node.outputs[1]!], attributes });
}

const labelsOf = ({ attributes }: Node): number => {
  const labels =
    attributes['classlabels_ints'] ?? attributes['classlabels_int64s'] ?? attributes['classlabels_strings'];
  if (Array.isArray(labels)) return labels.length;
  return (labels as { strings?: readonly string[] } | undefined)?.strings?.length ?? 0;
};

/** Trees of two classes whose weights are all of the first: (1 − p, p) with p = 1/(1 + e^(−s)), s being the last of the numbers that ONNX Runtime gives without it. */
function treesOfTwo(node: Node, upgrade: Upgrade): true {
  const { builder, precision } = upgrade;
  const pair = builder.fresh('scores');
  const outputs = [node.outputs[0] || builder.fresh('labels'), pair];
  builder.append({ ...node, outputs, attributes: { ...node.attributes, post_transform: 'NONE' } });
  const score = builder.node('Gather', [pair, builder.constant(integers([1]))], { axis: 1 });
  const p = builder.node('Sigmoid', [score], {}, builder.fresh(`${node.name} sigmoid`));
  const rest = builder.node('Sub', [builder.constant(filled(precision, [], 1)), p]);
  return append(upgrade, {
    ...node,
    name: `${node.name} both`,
    op: 'Concat',
    inputs: [rest, p],
    outputs: [node.outputs[1]!],
    attributes: { axis: 1 },
  });
}

/** Trees with their function as an operator of its own, so that it can be cut off. */
const treeClassifier: Rewrite = (node, upgrade) => {
  const op = transformOf(node);
  if (op === undefined || op === 'Identity') return false;
  const ids = new Set(node.attributes['class_ids'] as readonly number[]);
  if (labelsOf(node) < 3 && !(op === 'Sigmoid' && ids.size === 1)) return false;
  if (labelsOf(node) === 2 && ids.has(0)) return treesOfTwo(node, upgrade);
  const scores = upgrade.builder.fresh('scores');
  const outputs = [node.outputs[0] || upgrade.builder.fresh('labels'), scores];
  upgrade.builder.append({ ...node, outputs, attributes: { ...node.attributes, post_transform: 'NONE' } });
  return transformed({ ...node, name: `${node.name} ${op.toLowerCase()}` }, upgrade, op, scores);
};

/** The value that stands for a missing one: x, or what is imputed where x is that value. */
const imputer: Rewrite = (node, upgrade) => {
  const { builder } = upgrade;
  const values = numbers(node.attributes['imputed_value_floats']);
  if (values.length === 0) return false;
  const x = node.inputs[0]!;
  const missing = float(node, 'replaced_value_float', 0);
  const isMissing = Number.isNaN(missing)
    ? builder.node('IsNaN', [x])
    : builder.node('Equal', [x, constant(upgrade, [missing], [])]);
  return append(upgrade, { ...node, op: 'Where', inputs: [isMissing, constant(upgrade, values), x], attributes: {} });
};

/** Scores of classes x Wᵀ + b; a single row of two classes, and functions that are no plain operators, are left to the runtime. */
const linearClassifier: Rewrite = (node, upgrade) => {
  const count = labelsOf(node);
  const rows = numbers(node.attributes['intercepts']).length;
  const op = transformOf(node);
  if (op === undefined || rows !== count || rows < 2) return false;
  keepLabels(node, upgrade);
  return transformed(node, upgrade, op, affine(node, upgrade, rows));
};

const linearRegressor: Rewrite = (node, upgrade) => {
  const op = transformOf(node);
  if (op === undefined) return false;
  const scores = affine(node, upgrade, (node.attributes['targets'] as number | undefined) ?? 1);
  return append(upgrade, { ...node, op, inputs: [scores], attributes: op === 'Softmax' ? { axis: 1 } : {} });
};

/** Chosen columns. */
const arrayFeatureExtractor: Rewrite = (node, upgrade) => {
  const places = upgrade.known(node.inputs[1]);
  if (!places) return false;
  const list = upgrade.builder.constant(integers(Array.from(places.data as ArrayLike<number | bigint>, Number)));
  return append(upgrade, { ...node, op: 'Gather', inputs: [node.inputs[0]!, list], attributes: { axis: -1 } });
};

/** Operators of classical learning that are formulas of others; the rest, trees and kernels among them, is left to the runtime. */
export const learning: Readonly<Record<string, Rewrite>> = {
  [`${LEARNING}.ArrayFeatureExtractor`]: arrayFeatureExtractor,
  [`${LEARNING}.Imputer`]: imputer,
  [`${LEARNING}.LinearClassifier`]: linearClassifier,
  [`${LEARNING}.LinearRegressor`]: linearRegressor,
  [`${LEARNING}.Normalizer`]: normalizer,
  [`${LEARNING}.Scaler`]: scaler,
  [`${LEARNING}.TreeEnsembleClassifier`]: treeClassifier,
};
