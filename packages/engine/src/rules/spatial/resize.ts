import type { Constant, Node } from '../../graph/graph.js';
import type { Tape } from '../../graph/tape.js';
import { inPrecision } from '../../graph/tensors.js';
import { cubic, polynomial } from './interpolation.js';
import { flag, float, refuse, sizeAt, text, type Rule } from '../rule.js';

interface Axis {
  readonly input: number;
  readonly output: number;
  readonly scale: number;
}

const single = Math.fround;

/** Place in the input that output i shows, rounded as the runtime rounds it: a place on the edge between two values must fall to the same. */
const coordinates: Readonly<Record<string, (i: number, axis: Axis) => number>> = {
  half_pixel: (i, { scale }) => single(single((i + 0.5) / scale) - 0.5),
  pytorch_half_pixel: (i, { scale, output }) => (output > 1 ? single(single((i + 0.5) / scale) - 0.5) : 0),
  align_corners: (i, { input, output }) => (output > 1 ? single((i * (input - 1)) / (output - 1)) : 0),
  asymmetric: (i, { scale }) => single(i / scale),
  half_pixel_symmetric: (i, { scale, input, output }) => {
    const share = single(output / single(scale * input));
    return single(single((input / 2) * single(1 - share)) + (i + 0.5) / scale - 0.5);
  },
};

const nearest: Readonly<Record<string, (place: number) => number>> = {
  round_prefer_floor: (place) => Math.ceil(place - 0.5),
  round_prefer_ceil: (place) => Math.floor(place + 0.5),
  floor: Math.floor,
  ceil: Math.ceil,
};

/** Weight of every input in every output, `[output, input]`. */
function weights(node: Node, axis: Axis): Float64Array {
  const mode = text(node, 'mode', 'nearest');
  const transformation = text(node, 'coordinate_transformation_mode', 'half_pixel');
  const rounding = text(node, 'nearest_mode', 'round_prefer_floor');
  const place = coordinates[transformation];
  const round = nearest[rounding];
  if (!place || !round || !['nearest', 'linear', 'cubic'].includes(mode))
    return refuse(node, `resizes by '${mode}', '${transformation}', '${rounding}'`, 'use another sampling');
  const cubicTaps = cubic(float(node, 'cubic_coeff_a', -0.75));
  const excluded = flag(node, 'exclude_outside');
  const { input, output } = axis;
  const clamp = (value: number): number => Math.min(input - 1, Math.max(0, value));
  const all = new Float64Array(output * input);
  for (let i = 0; i < output; i++) {
    const at = place(i, axis);
    if (mode === 'nearest') all[i * input + clamp(round(at))] = 1;
    else if (mode === 'cubic') {
      const low = Math.floor(at);
      const each = cubicTaps.weights.map((coefficients, k) => {
        const to = low + cubicTaps.first + k;
        return { to, weight: excluded && to !== clamp(to) ? 0 : polynomial(coefficients, at - low) };
      });
      const total = excluded ? each.reduce((sum, { weight }) => sum + weight, 0) : 1;
      for (const { to, weight } of each) all[i * input + clamp(to)]! += weight / total;
    } else {
      const low = Math.floor(clamp(at));
      const share = clamp(at) - low;
      all[i * input + low]! += 1 - share;
      if (share > 0) all[i * input + low + 1]! += share;
    }
  }
  return all;
}

/** Σ_o w[o, i] dy[…, o, …]: the cotangent along one axis, by matrix products on the last two axes. */
function along(tape: Tape, dy: string, axis: number, rank: number, key: string, matrix: Constant): string {
  const w = tape.constant(key, () => matrix);
  if (axis === rank - 1) return tape.emit('MatMul', [dy, w]);
  if (axis === rank - 2) return tape.emit('MatMul', [tape.emit('Transpose', [w]), dy]);
  const perm = Array.from({ length: rank }, (_, k) => (k === axis ? rank - 1 : k === rank - 1 ? axis : k));
  const moved = tape.emit('Transpose', [dy], { perm });
  return tape.emit('Transpose', [tape.emit('MatMul', [moved, w])], { perm });
}

/** y = W x along every axis that is resized. A scale may do so and leave the size; where all sizes stay, the runtime copies. */
const resize: Rule = (tape, dy) => {
  const { node } = tape;
  const [x, y] = [node.inputs[0]!, node.outputs[0]!];
  const rank = tape.shape(x).length;
  const scales = node.inputs[2] ? Array.from((tape.known(node.inputs[2])?.data ?? []) as ArrayLike<number>) : [];
  if (tape.shape(x).every((size, axis) => size === tape.shape(y)[axis])) return [dy];
  return [
    tape.shape(x).reduce<string>((sum, size, axis) => {
      const given = scales[axis];
      if (size === tape.shape(y)[axis] && (given ?? 1) === 1) return sum;
      const [input, output] = [sizeAt(tape, x, axis), sizeAt(tape, y, axis)];
      const matrix = weights(node, { input, output, scale: single(given ?? output / input) });
      const key = `resize ${node.outputs[0]!} ${axis}`;
      const data = inPrecision(tape.precision, matrix);
      return along(tape, sum, axis, rank, key, { type: tape.precision, shape: [output, input], data });
    }, dy),
  ];
};

export const resizing = { Resize: resize } satisfies Record<string, Rule>;
