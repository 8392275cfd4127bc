import { filled, integers } from '../../../graph/tensors.js';
import { append, without, type Rewrite } from '../rewrite.js';

/** Since 18 a Resize may name the axes that its sizes or scales are for; the others keep theirs. One that smooths or keeps the aspect ratio stays in its set. */
export const resize: Rewrite = (node, upgrade) => {
  const { builder } = upgrade;
  const { axes } = node.attributes;
  const attributes = without(node, 'antialias', 'keep_aspect_ratio_policy', 'axes');
  if (!Array.isArray(axes)) return append(upgrade, { ...node, attributes });
  const [x, , scales, sizes] = node.inputs;
  const shape = builder.node('Shape', [x!]);
  const among = (all: string, some: string): string => builder.node('ScatterElements', [all, places, some]);
  const places = builder.constant(integers(axes as readonly number[]));
  const ones = (): string =>
    builder.node('Expand', [builder.constant(filled('float32', [1], 1)), builder.node('Shape', [shape])]);
  const inputs = sizes ? [x!, '', '', among(shape, sizes)] : [x!, '', among(ones(), scales!)];
  return append(upgrade, { ...node, inputs, attributes });
};
