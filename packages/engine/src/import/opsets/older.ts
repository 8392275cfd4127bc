import { floats, filled, integers } from '../../graph/tensors.js';
import type { Attribute, Constant, Node } from '../../graph/graph.js';
import { append, refuse, without, type Rewrite, type Upgrade } from '../upgrade/rewrite.js';

const wholes = ({ attributes }: Node, name: string): readonly number[] | undefined =>
  attributes[name] as readonly number[] | undefined;

const numberOf = (value: Attribute | undefined): number | undefined =>
  typeof value === 'object' && 'float' in value ? value.float : undefined;

/** Before 11, the bounds of a Clip were attributes, of which the largest numbers of float32 stand for none. */
export const clip: Rewrite = (node, upgrade) => {
  if (upgrade.opset >= 11) return false;
  const bound = (name: string): string => {
    const value = numberOf(node.attributes[name]);
    return value === undefined ? '' : upgrade.builder.constant(filled(upgrade.precision, [], value));
  };
  return append(upgrade, { ...node, inputs: [node.inputs[0]!, bound('min'), bound('max')], attributes: {} });
};

/** Before 10, the places of a Slice were attributes. */
export const slice: Rewrite = (node, upgrade) => {
  const [starts, ends] = [wholes(node, 'starts'), wholes(node, 'ends')];
  if (!starts || !ends) return false;
  const axes = wholes(node, 'axes') ?? starts.map((_, axis) => axis);
  const list = (values: readonly number[]): string => upgrade.builder.constant(integers(values));
  return append(upgrade, { ...node, inputs: [node.inputs[0]!, list(starts), list(ends), list(axes)], attributes: {} });
};

/** Before 10, the number of the largest values was an attribute. */
export const topK: Rewrite = (node, upgrade) => {
  const { k } = node.attributes;
  if (typeof k !== 'number') return false;
  const inputs = [node.inputs[0]!, upgrade.builder.constant(integers([k]))];
  return append(upgrade, { ...node, inputs, attributes: without(node, 'k') });
};

/** Before 11, the widths of a Pad and its value were attributes. */
export function padOfAttributes(node: Node, upgrade: Upgrade): Node {
  const widths = wholes(node, 'pads');
  if (!widths) return node;
  const value = upgrade.builder.constant(filled(upgrade.precision, [], numberOf(node.attributes['value']) ?? 0));
  const inputs = [node.inputs[0]!, upgrade.builder.constant(integers(widths)), value];
  return { ...node, inputs, attributes: without(node, 'pads', 'value') };
}

/** The factors of an Upsample, or of a Resize before 11: an attribute or an input. */
function factorsOf(node: Node, upgrade: Upgrade): Constant {
  const { scales } = node.attributes;
  if (typeof scales === 'object' && 'floats' in scales)
    return { type: 'float32', shape: [scales.floats.length], data: Float32Array.from(scales.floats) };
  return upgrade.known(node.inputs[1]) ?? refuse(node, 'takes factors that are not constant', 'export fixed sizes');
}

/** Upsample, and Resize before 11: places are x / factor, and the nearest is below when values are repeated, above when they are left out. */
export const upsample: Rewrite = (node, upgrade) => {
  if (node.op === 'Resize' && upgrade.opset >= 11) return false;
  const factors = factorsOf(node, upgrade);
  const smaller = floats(factors).some((factor) => factor < 1);
  if (smaller && floats(factors).some((factor) => factor > 1))
    return refuse(node, 'makes one axis larger and another smaller', 'export it at operator set 11 or later');
  return append(upgrade, {
    ...node,
    op: 'Resize',
    inputs: [node.inputs[0]!, '', upgrade.builder.constant(factors)],
    attributes: {
      mode: node.attributes['mode'] ?? 'nearest',
      coordinate_transformation_mode: 'asymmetric',
      nearest_mode: smaller ? 'ceil' : 'floor',
    },
  });
};

/** Before 9, a BatchNormalization could have parameters of its own for every place; before 14, outputs besides the first meant training. */
export const batchNormalisation: Rewrite = (node, upgrade) => {
  const { attributes, outputs } = node;
  const trains = upgrade.opset < 14 && outputs.slice(1).some((name) => name !== '');
  if (trains || attributes['training_mode'] === 1)
    return refuse(node, 'normalises by the batch', 'export the model for inference');
  if (attributes['spatial'] === 0)
    return refuse(node, 'normalises every place by itself', 'export it at operator set 9 or later');
  return append(upgrade, { ...node, outputs: outputs.slice(0, 1), attributes: without(node, 'spatial') });
};
