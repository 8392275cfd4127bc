import type { Tape } from '../graph/tape.js';
import { placed } from './selection.js';
import { axisOf, reshapeLike, sizeAt, unbroadcast, whole, wholes, type Rule } from './rule.js';

/** Only the shape differs: the cotangent takes the shape of the input. */
const reshape: Rule = (tape, dy) => [reshapeLike(tape, dy, tape.node.inputs[0]!)];

/** Axes in another order: the cotangent's axes go back. */
const transpose: Rule = (tape, dy) => {
  const rank = tape.shape(tape.node.inputs[0]!).length;
  const perm = wholes(tape.node, 'perm') ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  return [tape.emit('Transpose', [dy], { perm: perm.map((_, axis) => perm.indexOf(axis)) })];
};

/** Values one after the other: each gets its part of the cotangent. */
const concat: Rule = (tape, dy) => {
  const { inputs } = tape.node;
  const axis = axisOf(whole(tape.node, 'axis', 0), tape.shape(inputs[0]!).length);
  let end = 0;
  return inputs.map((name, k) => {
    const start = end;
    end += sizeAt(tape, name, axis);
    if (!tape.wanted(k)) return undefined;
    const ends = [start, end, axis].map((value) => tape.integers([value]));
    return tape.emit('Slice', [dy, ...ends]);
  });
};

/** Parts of a value: their cotangents one after the other, zeros for parts that nothing depends on. */
const split: Rule = (tape, _, all) => {
  const { node } = tape;
  const rank = tape.shape(node.inputs[0]!).length;
  const axis = axisOf(whole(node, 'axis', 0), rank);
  if (all.every((part) => part !== undefined)) return [tape.emit('Concat', all as string[], { axis })];
  const total = sizeAt(tape, node.inputs[0]!, axis);
  let start = 0;
  const parts = node.outputs.flatMap((name, k) => {
    const size = sizeAt(tape, name, axis);
    start += size;
    return all[k] === undefined ? [] : [placed(tape, all[k], axis, rank, start - size, total - start)];
  });
  return [parts.length === 1 ? parts[0] : tape.emit('Sum', parts)];
};

/** A value repeated along axes of size one. */
const expand: Rule = (tape: Tape, dy) => [unbroadcast(tape, dy, tape.node.inputs[0]!)];

export const layout = {
  Concat: concat,
  Expand: expand,
  Flatten: reshape,
  Reshape: reshape,
  Split: split,
  Squeeze: reshape,
  Transpose: transpose,
  Unsqueeze: reshape,
} satisfies Record<string, Rule>;
