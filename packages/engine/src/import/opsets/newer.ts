import { filled, integers } from '../../graph/tensors.js';
import type { Node } from '../../graph/graph.js';
import { float, whole } from '../../rules/rule.js';
import { append, refuse, type Rewrite, type Upgrade } from '../upgrade/rewrite.js';

/** x σ(αx) */
export const swish: Rewrite = (node, upgrade) => {
  const { builder, precision } = upgrade;
  const x = node.inputs[0]!;
  const alpha = float(node, 'alpha', 1);
  const scaled = alpha === 1 ? x : builder.node('Mul', [x, builder.constant(filled(precision, [], alpha))]);
  return append(upgrade, { ...node, op: 'Mul', inputs: [x, builder.node('Sigmoid', [scaled])], attributes: {} });
};

/** x in rows along the axes from `axis` on. */
function rowsFrom(x: string, axis: number, { builder }: Upgrade): string {
  const list = (...values: number[]): string => builder.constant(integers(values));
  const outer = builder.node('Slice', [builder.node('Shape', [x]), list(0), list(axis)]);
  return builder.node('Reshape', [x, builder.node('Concat', [outer, list(-1)], { axis: 0 })]);
}

/** x / √(mean x² + ε) ∘ scale, the mean over the axes from `axis` on. */
export const rmsNormalisation: Rewrite = (node: Node, upgrade) => {
  const { builder, precision } = upgrade;
  const [x, scale] = node.inputs as [string, string];
  const axis = whole(node, 'axis', -1);
  const rows = axis === -1 ? x : rowsFrom(x, axis, upgrade);
  const mean = builder.node('ReduceMean', [builder.node('Mul', [rows, rows])], { axes: [-1], keepdims: 1 });
  const epsilon = builder.constant(filled(precision, [], float(node, 'epsilon', 1e-5)));
  const unit = builder.node('Div', [rows, builder.node('Sqrt', [builder.node('Add', [mean, epsilon])])]);
  const normalised = axis === -1 ? unit : builder.node('Reshape', [unit, builder.node('Shape', [x])]);
  return append(upgrade, { ...node, op: 'Mul', inputs: [normalised, scale], attributes: {} });
};

/** Since 20 the axis of a DFT is an input, and another one by default. */
export const dft: Rewrite = (node, upgrade) => {
  if (upgrade.opset < 20) return false;
  const [x, length, name] = node.inputs as [string, string?, string?];
  const known = name ? upgrade.known(name) : integers([-2]);
  if (!known) return refuse(node, `takes its axis from '${name}'`, 'export the model with a fixed axis');
  const axis = Number((known.data as BigInt64Array)[0]);
  return append(upgrade, { ...node, inputs: length ? [x, length] : [x], attributes: { ...node.attributes, axis } });
};

/** Operators that are not part of set 17 and no formula of others here, and the set that each is in since. */
const SINCE = new Map([
  ['Attention', 23],
  ['BitCast', 26],
  ['BitwiseAnd', 18],
  ['BitwiseNot', 18],
  ['BitwiseOr', 18],
  ['BitwiseXor', 18],
  ['CausalConvWithState', 27],
  ['CenterCropPad', 18],
  ['Col2Im', 18],
  ['CumProd', 26],
  ['DeformConv', 19],
  ['ImageDecoder', 20],
  ['LinearAttention', 27],
  ['RegexFullMatch', 20],
  ['RotaryEmbedding', 23],
  ['StringConcat', 20],
  ['StringSplit', 20],
  ['SwiGLU', 28],
  ['TensorScatter', 24],
]);

const CROPPING = 'tf_crop_and_resize';

/** Whether a Resize smooths, keeps the aspect ratio, or crops some of the axes, as it does since 18. */
const isLaterResize = ({ op, attributes }: Node): boolean => {
  const {
    antialias,
    keep_aspect_ratio_policy: policy = 'stretch',
    axes,
    coordinate_transformation_mode: mode,
  } = attributes;
  return op === 'Resize' && (antialias === 1 || policy !== 'stretch' || (axes !== undefined && mode === CROPPING));
};

/** The set that a node is in since, where it is in none up to 17 and no formula of others that are. */
const since = (node: Node): number => SINCE.get(node.op) ?? (isLaterResize(node) ? 18 : 0);

/** Whether a node keeps a graph in a later set than 17. */
export const isLater = (node: Node): boolean => since(node) > 0;

/** Meanings in sets from 18 to 21 changed in ways that those after do not: nodes of later sets mean the same in 21. */
const SETTLED = 21;

/** The node that keeps a graph in a later set than 17, and that set; undefined where every node can be written in 17. */
export function newest(
  nodes: readonly Node[],
  opset: number,
): { readonly node: Node; readonly set: number } | undefined {
  const node = nodes.toSorted((a, b) => since(b) - since(a)).find(isLater);
  return node && { node, set: Math.min(Math.max(since(node), SETTLED), Math.max(opset, since(node))) };
}
