import { putBack } from './places.js';
import { axisOf, knownWholes, refuse, sizeAt, text, type Rule } from '../rule.js';

/** Places that a slice takes along an axis of `size` values. */
function sliced(size: number, start: number, end: number, step: number): number[] {
  const clamp = (value: number, low: number, high: number): number =>
    Math.min(high, Math.max(low, value < 0 ? value + size : value));
  const [from, to] =
    step > 0 ? [clamp(start, 0, size), clamp(end, 0, size)] : [clamp(start, 0, size - 1), clamp(end, -1, size - 1)];
  const count = Math.max(0, Math.ceil((to - from) / step));
  return Array.from({ length: count }, (_, k) => from + k * step);
}

/** A block of a value. */
const slice: Rule = (tape, dy) => {
  const x = tape.node.inputs[0]!;
  const rank = tape.shape(x).length;
  const [starts, ends] = [knownWholes(tape, 1)!, knownWholes(tape, 2)!];
  const axes = knownWholes(tape, 3) ?? starts.map((_, k) => k);
  const steps = knownWholes(tape, 4) ?? starts.map(() => 1);
  return [
    starts.reduce((sum, start, k) => {
      const axis = axisOf(axes[k]!, rank);
      if (tape.shape(x)[axis] === tape.shape(tape.node.outputs[0]!)[axis] && steps[k] === 1) return sum;
      const size = sizeAt(tape, x, axis);
      return putBack(tape, sum, axis, rank, sliced(size, start, ends[k]!, steps[k]!), size);
    }, dy),
  ];
};

/** Place that position p of a padded axis repeats. */
const repeats: Readonly<Record<string, (p: number, size: number) => number>> = {
  edge: (p, size) => Math.min(size - 1, Math.max(0, p)),
  reflect: (p, size) => {
    const period = Math.max(1, 2 * (size - 1));
    const phase = ((p % period) + period) % period;
    return phase < size ? phase : period - phase;
  },
  wrap: (p, size) => ((p % size) + size) % size,
};

/** A value with a border around it; a negative width cuts. */
const pad: Rule = (tape, dy) => {
  const x = tape.node.inputs[0]!;
  const shape = tape.shape(x);
  const rank = shape.length;
  const pads = knownWholes(tape, 1)!;
  const mode = text(tape.node, 'mode', 'constant');
  const border = Object.hasOwn(repeats, mode) ? repeats[mode] : undefined;
  const widths = Array.from({ length: rank }, (_, axis) => [pads[axis]!, pads[axis + rank]!] as const);
  if (mode === 'constant') return [tape.emit('Pad', [dy, tape.integers(pads.map((width) => -width))])];
  if (!border) refuse(tape.node, `pads in the mode '${mode}'`, 'use constant, reflect, edge or wrap');
  return [
    widths.reduce((sum, [before, after], axis) => {
      if (before === 0 && after === 0) return sum;
      const size = sizeAt(tape, x, axis);
      const places = Array.from({ length: before + size + after }, (_, p) => border(p - before, size));
      return putBack(tape, sum, axis, rank, places, size);
    }, dy),
  ];
};

export const selection = { Pad: pad, Slice: slice } satisfies Record<string, Rule>;
