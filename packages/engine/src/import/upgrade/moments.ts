import { filled } from '../../graph/tensors.js';
import { append, refuse, type Rewrite } from './rewrite.js';

/** y = (x − μ) / (σ + 10⁻⁹), moments over some axes of each example. */
export const meanVariance: Rewrite = (node, upgrade) => {
  const { builder, precision } = upgrade;
  const x = node.inputs[0]!;
  const axes = (node.attributes['axes'] as readonly number[] | undefined) ?? [0, 2, 3];
  if (axes.includes(0)) return refuse(node, 'normalises across the examples', 'give it axes within each');
  const mean = (value: string): string => builder.node('ReduceMean', [value], { axes, keepdims: 1 });
  const centred = builder.node('Sub', [x, mean(x)]);
  const deviation = builder.node('Sqrt', [mean(builder.node('Mul', [centred, centred]))]);
  const positive = builder.node('Add', [deviation, builder.constant(filled(precision, [], 1e-9))]);
  return append(upgrade, { ...node, op: 'Div', inputs: [centred, positive], attributes: {} });
};
