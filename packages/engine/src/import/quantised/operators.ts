import type { Constant, ElementType, Node } from '../../graph/graph.js';
import { sizeOf } from '../../graph/tensors.js';
import { arrays, elementName } from '../../onnx/tensors/element.js';
import { NARROW } from '../../onnx/tensors/narrow.js';
import { whole } from '../../rules/rule.js';
import { append, refuse, without, type Rewrite } from '../upgrade/rewrite.js';
import { dequantised } from './dequantised.js';

/** Domain whose quantisation holds 16 bits in every operator set. */
const WIDE_DOMAIN = 'com.microsoft';

const isWide = (type: ElementType | undefined): boolean => type === 'int16' || type === 'uint16';

/** Names of the operators that quantise, and of those that undo it. */
export const QUANTIZE: ReadonlySet<string> = new Set(['QuantizeLinear', `${WIDE_DOMAIN}.QuantizeLinear`]);
export const DEQUANTIZE: ReadonlySet<string> = new Set(['DequantizeLinear', `${WIDE_DOMAIN}.DequantizeLinear`]);

const blockOf = (node: Node): number => whole(node, 'block_size', 0);

const NEWER = ['block_size', 'saturate', 'output_dtype', 'precision'];

const refuseNarrow = (node: Node, doing: string, name: string): never =>
  refuse(
    node,
    `${doing} ${name}, which only weights may be stored in`,
    'use 8 or 16 bits for what depends on the input',
  );

const refuseBlocks = (node: Node): never =>
  refuse(
    node,
    `has a scale for every ${blockOf(node)} values`,
    'quantise what depends on the input by tensor or channel',
  );

/** The quantised form of zero: as it is given, or of the type that the node names. */
function zeroOf(node: Node, scale: Constant | undefined): Constant | undefined {
  const code = whole(node, 'output_dtype', 0);
  const narrow = NARROW.get(code);
  if (narrow) return refuseNarrow(node, 'quantises to', narrow.name);
  if (code === 0) return undefined;
  if (!scale) return refuse(node, 'computes its scale', 'give a zero point beside it');
  const type = elementName(code, node.name);
  return { type, shape: scale.shape, data: new arrays[type](sizeOf(scale.shape)) };
}

/** Rounding to whole numbers of 8 bits, or of 16, which set 17 does not hold. */
export const quantizeLinear: Rewrite = (node, upgrade) => {
  if (blockOf(node) > 0) return refuseBlocks(node);
  const [x, scale, given] = node.inputs as [string, string, string?];
  const known = upgrade.known(given);
  if (known?.stored) return refuseNarrow(node, 'quantises to', known.stored);
  const made = given ? undefined : zeroOf(node, upgrade.known(scale));
  const inputs = made ? [x, scale, upgrade.builder.constant(made)] : node.inputs;
  const op = isWide((known ?? made)?.type) ? `${WIDE_DOMAIN}.QuantizeLinear` : node.op;
  return append(upgrade, { ...node, op, inputs, attributes: without(node, ...NEWER) });
};

/** Weights in blocks, or of types that set 17 does not hold, are made real numbers at once. */
export const dequantizeLinear: Rewrite = (node, upgrade) => {
  const [x, scale, zero] = node.inputs.map((name) => upgrade.known(name));
  const block = blockOf(node);
  const newer = block > 0 || x?.stored !== undefined || isWide(x?.type);
  const isKnown = x && scale && (zero || !node.inputs[2]);
  if (newer && isKnown) {
    upgrade.builder.constant(dequantised(x, { scale, zero, axis: whole(node, 'axis', 1), block }), node.outputs[0]!);
    return true;
  }
  if (block > 0) return refuseBlocks(node);
  const stored = x?.stored ?? zero?.stored;
  if (stored) return refuseNarrow(node, 'takes', stored);
  const op = isWide(zero?.type) ? `${WIDE_DOMAIN}.DequantizeLinear` : node.op;
  return append(upgrade, { ...node, op, attributes: without(node, ...NEWER) });
};

/** A change of type, without attributes that say nothing in set 17: how numbers of 8 bits and less are rounded. */
export const cast: Rewrite = (node, upgrade) => {
  const narrow = NARROW.get(whole(node, 'to', 0))?.name ?? upgrade.known(node.inputs[1])?.stored;
  if (narrow) return refuseNarrow(node, 'rounds to', narrow);
  return append(upgrade, { ...node, attributes: without(node, 'saturate', 'round_mode') });
};
