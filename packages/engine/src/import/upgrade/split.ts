import { integers } from '../../graph/tensors.js';
import { listAsInput } from './axes.js';
import { append, without, type Rewrite } from './rewrite.js';

/** Before 13 the sizes of the parts were an attribute; since 18 there may be a number of parts instead, the last of which is smaller. */
export const split: Rewrite = (node, upgrade) => {
  const { num_outputs: parts, axis = 0 } = node.attributes as Record<string, number>;
  if (parts === undefined) return listAsInput('split', 1)(node, upgrade);
  const { builder } = upgrade;
  const list = (...values: readonly number[]): string => builder.constant(integers(values));
  const size = builder.node('Gather', [builder.node('Shape', [node.inputs[0]!]), list(axis)]);
  const part = builder.node('Div', [builder.node('Add', [size, list(parts - 1)]), list(parts)]);
  const starts = builder.node('Mul', [part, list(...Array.from({ length: parts }, (_, k) => k))]);
  const sizes = builder.node('Min', [builder.node('Sub', [size, starts]), part]);
  return append(upgrade, { ...node, inputs: [node.inputs[0]!, sizes], attributes: without(node, 'num_outputs') });
};
