import { sizeOf } from '../../graph/tensors.js';
import { whole } from '../../rules/rule.js';
import { sparseRows } from '../maps/sparse.js';
import { operand, parameter, refuse, type BoundRule } from './rule.js';
import { sliding } from './windows.js';

/** Entries of a convolution's matrix, above which it is not written out: 1 GB. */
const MOST = 1 << 26;

/** y = x ∗ w + b, in groups, written out as a sparse matrix. */
const conv: BoundRule = (given) => {
  const { node } = given;
  const x = operand(given);
  const weight = parameter(given, 1);
  const [, channels, ...image] = x.shape as [number, number, ...number[]];
  const [filters, depth, ...kernel] = weight.shape as [number, number, ...number[]];
  const perGroup = filters / whole(node, 'group', 1);
  const window = sliding(node, image, kernel);
  const [outside, inside, taps] = [sizeOf(window.output), sizeOf(image), sizeOf(kernel)];
  const entries = filters * outside * depth * taps;
  if (entries > MOST)
    refuse(
      node,
      `has ${(entries / 1e6).toFixed(0)} million products, ${((entries * 12) / 1e9).toFixed(1)} GB; at most ${MOST / 1e6} million are written out`,
    );
  const map = sparseRows(filters * outside, channels * inside, (row, add) => {
    const [filter, at] = [Math.floor(row / outside), row % outside];
    const first = Math.floor(filter / perGroup) * depth;
    window.visit(at, (tap, place) => {
      if (place < 0) return;
      for (let c = 0; c < depth; c++)
        add((first + c) * inside + place, weight.data[(filter * depth + c) * taps + tap]!);
    });
  });
  const given2 = node.inputs[2] ? parameter(given, 2).data : new Float64Array(filters);
  const bias = Float64Array.from({ length: filters * outside }, (_, row) => given2[Math.floor(row / outside)]!);
  return {
    shape: [1, filters, ...window.output],
    step: { kind: 'linear', terms: [{ from: x.value, map }], bias },
  };
};

/** The bound rule of convolutions with a known kernel. */
export const convolution: Readonly<Record<string, BoundRule>> = { Conv: conv };
