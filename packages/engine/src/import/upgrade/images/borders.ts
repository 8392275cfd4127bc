import { elementCode } from '../../../onnx/tensors/element.js';
import { integers } from '../../../graph/tensors.js';
import { append, refuse, without, type Rewrite } from '../rewrite.js';

/** Since 18 a Pad may name the axes that its widths are for: [before …, after …] of these among zeros for the others. */
export const padOfAxes: Rewrite = (node, upgrade) => {
  const [x, widths, value, axes] = node.inputs;
  if (!axes) return false;
  const { builder } = upgrade;
  const rank = builder.node('Shape', [builder.node('Shape', [x!])]);
  const whole = builder.node('Cast', [axes], { to: elementCode('int64') });
  const before = builder.node('Mod', [whole, rank]);
  const places = builder.node('Concat', [before, builder.node('Add', [before, rank])], { axis: 0 });
  const both = builder.node('Add', [rank, rank]);
  const zeros = builder.node('Expand', [builder.constant(integers([0])), both]);
  const all = builder.node('ScatterElements', [zeros, places, widths!]);
  return append(upgrade, { ...node, inputs: [x!, all, ...(value ? [value] : [])] });
};

/** ONNX Runtime loads no pooling with padding as wide as its window, and averages without gaps only. */
export const pooling: Rewrite = (node, upgrade) => {
  const { kernel_shape: kernel, pads = [], dilations = [] } = node.attributes as Record<string, readonly number[]>;
  if (pads.some((width, k) => width >= kernel![k % kernel!.length]!)) {
    const sizes = `windows of [${kernel!.join(', ')}] values and padding of [${pads.join(', ')}]`;
    return refuse(node, `has ${sizes}, so that a window may lie within the padding`, 'put a Pad before it');
  }
  if (node.op === 'MaxPool' || dilations.length === 0) return false;
  if (dilations.some((step) => step !== 1))
    return refuse(node, `averages over every [${dilations.join(', ')}]th value`, 'write it as a convolution');
  return append(upgrade, { ...node, attributes: without(node, 'dilations') });
};

/** Since 18 a pooling of norms may round its size up; ONNX Runtime's operator set 17 knows that of other poolings only. */
export const lpPooling: Rewrite = (node, upgrade) => {
  if (node.attributes['ceil_mode'] === 1) return refuse(node, 'rounds its size up', 'pad the image before it');
  const plain = { ...node, attributes: without(node, 'ceil_mode') };
  return pooling(plain, upgrade) || append(upgrade, plain);
};
