import { filled, integers } from '../../graph/tensors.js';
import { append, type Rewrite } from './rewrite.js';

/**
 * Moments over the places of a group of channels: instance normalisation of x as [n, groups, −1]. Scale and shift are one for each group
 * before 21, one for each channel since then.
 */
export const groupNormalisation: Rewrite = (node, upgrade) => {
  const { builder, precision, opset } = upgrade;
  const [x, scale, shift] = node.inputs as [string, string, string];
  const { num_groups: groups, epsilon = { float: 1e-5 } } = node.attributes;
  const list = (...values: readonly number[]): string => builder.constant(integers(values));
  const apart = builder.node('Reshape', [x, list(0, groups as number, -1)]);
  const normalised = (a: string, b: string): string =>
    builder.node('InstanceNormalization', [apart, a, b], { epsilon });
  const perGroup = (value: number): string => builder.constant(filled(precision, [groups as number], value));
  const perChannel = (): string => {
    const sizes = builder.node('Concat', [list(0), builder.node('Shape', [scale]), list(-1)], { axis: 0 });
    const unit = builder.node('Reshape', [normalised(perGroup(1), perGroup(0)), sizes]);
    const [a, b] = [scale, shift].map((each) => builder.node('Unsqueeze', [each, list(1)])) as [string, string];
    return builder.node('Add', [builder.node('Mul', [unit, a]), b]);
  };
  const y = opset < 21 ? normalised(scale, shift) : perChannel();
  return append(upgrade, { ...node, op: 'Reshape', inputs: [y, builder.node('Shape', [x])], attributes: {} });
};
