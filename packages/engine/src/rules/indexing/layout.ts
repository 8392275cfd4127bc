import type { Tape } from '../../graph/tape.js';
import { placed } from './places.js';
import {
  axisOf,
  knownWholes,
  reshapeLike,
  sizeAt,
  target,
  text,
  unbroadcast,
  whole,
  wholes,
  type Rule,
} from '../rule.js';

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

/** A value repeated as a whole along its axes: the sum over the repetitions. */
const tile: Rule = (tape, dy) => {
  const x = tape.node.inputs[0]!;
  const repeats = knownWholes(tape, 1)!;
  const sizes = tape.shape(x).flatMap((size, axis) => [repeats[axis]!, size]);
  const apart = tape.emit('Reshape', [dy, tape.integers(target(tape, sizes))]);
  return [tape.emit('ReduceSum', [apart, tape.integers(repeats.map((_, axis) => 2 * axis))], { keepdims: 0 })];
};

/** Blocks of an image that become channels: channels go back to where they came from. */
const spaceToDepth: Rule = (tape, dy) => [
  tape.emit('DepthToSpace', [dy], { blocksize: whole(tape.node, 'blocksize', 1) }),
];

/** Channels that become blocks of an image, numbered block first (DCR) or channel first (CRD). */
const depthToSpace: Rule = (tape, dy) => {
  const blocksize = whole(tape.node, 'blocksize', 1);
  const byBlock = tape.emit('SpaceToDepth', [dy], { blocksize });
  if (text(tape.node, 'mode', 'DCR') === 'DCR') return [byBlock];
  const x = tape.node.inputs[0]!;
  const [, , height, width] = tape.shape(x) as [unknown, unknown, number, number];
  const apart = tape.emit('Reshape', [byBlock, tape.integers([0, blocksize ** 2, -1, height, width])]);
  return [reshapeLike(tape, tape.emit('Transpose', [apart], { perm: [0, 2, 1, 3, 4] }), x)];
};

export const layout = {
  Concat: concat,
  DepthToSpace: depthToSpace,
  Expand: expand,
  Flatten: reshape,
  Reshape: reshape,
  SpaceToDepth: spaceToDepth,
  Split: split,
  Squeeze: reshape,
  Tile: tile,
  Transpose: transpose,
  Unsqueeze: reshape,
} satisfies Record<string, Rule>;
