import type { Shape } from '../../graph/graph.js';
import type { Tape } from '../../graph/tape.js';

/** The sizes of a value of the forward graph, as a list; one that varies is read off the cotangent `dy` where that has it, of shape `from`. */
export function sizesOf(tape: Tape, name: string, dy: string, from: Shape): string {
  const shape = tape.shape(name);
  if (shape.every((size) => typeof size === 'number')) return tape.integers(shape);
  const parts = shape.map((size, axis) => {
    if (typeof size === 'number') return tape.integers([size]);
    const shared = from.indexOf(size);
    const sizes = tape.emit('Shape', [shared < 0 ? tape.value(name) : dy]);
    return tape.emit('Gather', [sizes, tape.integers([shared < 0 ? axis : shared])]);
  });
  return parts.length === 1 ? parts[0]! : tape.emit('Concat', parts, { axis: 0 });
}

/** Zeros of given sizes. */
export const zeros = (tape: Tape, sizes: string): string => tape.emit('Expand', [tape.scalar(0), sizes]);

/** Zeros in the shape of a value of the forward graph; see {@link sizesOf}. */
export const zerosLike = (tape: Tape, name: string, dy: string, from = tape.shape(tape.node.outputs[0]!)): string =>
  zeros(tape, sizesOf(tape, name, dy, from));

/** `values` added up at places along an axis of `size` values; as many places as values along it, a list. */
export function addedAt(tape: Tape, values: string, axis: number, rank: number, places: string, size: string): string {
  const shape = tape.emit('Shape', [values]);
  const part = (from: number, to: number): string[] =>
    from < to ? [tape.emit('Slice', [shape, tape.integers([from]), tape.integers([to])])] : [];
  const sizes = [...part(0, axis), size, ...part(axis + 1, rank)];
  const whole = sizes.length === 1 ? size : tape.emit('Concat', sizes, { axis: 0 });
  const aligned = Array.from({ length: rank }, (_, k) => (k === axis ? -1 : 1));
  const everywhere = tape.emit('Expand', [tape.emit('Reshape', [places, tape.integers(aligned)]), shape]);
  return tape.emit('ScatterElements', [zeros(tape, whole), everywhere, values], { axis, reduction: 'add' });
}

/** A cotangent with zeros before and after it along an axis. */
export function placed(tape: Tape, dy: string, axis: number, rank: number, before: number, after: number): string {
  const pads = new Array<number>(2 * rank).fill(0);
  [pads[axis], pads[axis + rank]] = [before, after];
  return tape.emit('Pad', [dy, tape.integers(pads)]);
}

/** Rounds up to which {@link putBack} gathers; further ones cost more than adding entry by entry. */
const ROUNDS = 16;

/** For each place, the outputs that were taken from it, in rounds of at most one per place; `none` where a round has none. */
function rounds(indices: readonly number[], size: number, none: number): number[][] {
  const takers = Array.from({ length: size }, () => [] as number[]);
  indices.forEach((place, output) => takers[place]!.push(output));
  const most = Math.max(...takers.map(({ length }) => length));
  return Array.from({ length: most }, (_, round) => takers.map((outputs) => outputs[round] ?? none));
}

/** The cotangent of a value of `size` places along an axis, of which output o took the place `indices[o]`. */
export function putBack(
  tape: Tape,
  dy: string,
  axis: number,
  rank: number,
  indices: readonly number[],
  size: number,
): string {
  const first = indices[0] ?? 0;
  if (indices.every((place, k) => place === first + k))
    return indices.length === size ? dy : placed(tape, dy, axis, rank, first, size - first - indices.length);
  const plans = rounds(indices, size, indices.length);
  if (plans.length > ROUNDS) return addedAt(tape, dy, axis, rank, tape.integers(indices), tape.integers([size]));
  const padded = plans.flat().includes(indices.length) ? placed(tape, dy, axis, rank, 0, 1) : dy;
  const parts = plans.map((plan) => tape.emit('Gather', [padded, tape.integers(plan)], { axis }));
  return parts.length === 1 ? parts[0]! : tape.emit('Sum', parts);
}
