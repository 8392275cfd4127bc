import { elementCode } from '../../../onnx/tensors/element.js';
import { filled, integers } from '../../../graph/tensors.js';
import { append, type Rewrite } from '../rewrite.js';

const MODES = new Map<unknown, string>([
  ['linear', 'bilinear'],
  ['cubic', 'bicubic'],
]);

/** Since 20 the modes of GridSample have other names. */
export const gridSample: Rewrite = (node, upgrade) => {
  const mode = MODES.get(node.attributes['mode']);
  if (upgrade.opset < 20) return false;
  return append(upgrade, {
    ...node,
    attributes: { ...node.attributes, mode: mode ?? node.attributes['mode'] ?? 'bilinear' },
  });
};

/**
 * The grid of an affine map, grid[n, i, j] = θ_n (u_j, v_i, 1) of [n, 2, 3] parameters, where u and v go from −1 to 1 through the centres of
 * the pixels, or with `align_corners` from the first to the last.
 */
export const affineGrid: Rewrite = (node, upgrade) => {
  const { builder, precision } = upgrade;
  const [theta, size] = node.inputs as [string, string];
  const corners = node.attributes['align_corners'] === 1;
  const list = (...values: readonly number[]): string => builder.constant(integers(values));
  const scalar = (value: number): string => builder.constant({ ...integers([value]), shape: [] });
  const number = (value: number): string => builder.constant(filled(precision, [], value));
  const real = (value: string): string => builder.node('Cast', [value], { to: elementCode(precision) });
  const places = (axis: number): string => {
    const count = builder.node('Gather', [size, scalar(axis)]);
    const steps = real(builder.node('Range', [scalar(0), count, scalar(1)]));
    const twice = builder.node('Mul', [steps, number(2)]);
    if (!corners) {
      const centres = builder.node('Div', [builder.node('Add', [twice, number(1)]), real(count)]);
      return builder.node('Sub', [centres, number(1)]);
    }
    const last = builder.node('Sub', [count, scalar(1)]);
    const gaps = real(builder.node('Max', [last, scalar(1)]));
    const start = real(builder.node('Min', [last, scalar(1)]));
    return builder.node('Sub', [builder.node('Div', [twice, gaps]), start]);
  };
  const sizes = builder.node('Concat', [builder.node('Slice', [size, list(2), list(4)]), list(1)], { axis: 0 });
  const spread = (value: string): string => builder.node('Expand', [value, sizes]);
  const v = spread(builder.node('Unsqueeze', [places(2), list(1, 2)]));
  const u = spread(builder.node('Unsqueeze', [places(3), list(0, 2)]));
  const base = builder.node('Concat', [u, v, spread(number(1))], { axis: 2 });
  const points = builder.node('Reshape', [base, list(-1, 3)]);
  const mapped = builder.node('MatMul', [points, builder.node('Transpose', [theta], { perm: [0, 2, 1] })]);
  const lead = builder.node('Slice', [builder.node('Shape', [theta]), list(0), list(1)]);
  const shape = builder.node('Concat', [lead, builder.node('Slice', [size, list(2), list(4)]), list(2)], { axis: 0 });
  return append(upgrade, { ...node, op: 'Reshape', inputs: [mapped, shape], attributes: {} });
};
