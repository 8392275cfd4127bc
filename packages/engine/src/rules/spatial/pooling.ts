import type { Constant } from '../../graph/graph.js';
import type { Tape } from '../../graph/tape.js';
import { inPrecision, sizeOf } from '../../graph/tensors.js';
import { scatter, type Kernel } from './convolution.js';
import { flag, reshapeLike, sizeAt, target, wholes, type Rule } from '../rule.js';
import { tiles, windowsOf, type Window } from './windows.js';

export const windowsOfPool = (tape: Tape): Window[] => windowsOf(tape, wholes(tape.node, 'kernel_shape')!);

/** Axes of an image after batch and channels. */
const spatialAxes = (tape: Tape, name: string): number[] =>
  tape.shape(name).flatMap((_, axis) => (axis < 2 ? [] : [axis]));

/** Shapes in which every window has axes of its own: `[n, c, output, kernel, …]`, and one value per window. */
function blocks(tape: Tape, windows: readonly Window[]): { readonly inside: number[]; readonly outside: number[] } {
  const lead = target(tape, tape.shape(tape.node.inputs[0]!).slice(0, 2));
  return {
    inside: [...lead, ...windows.flatMap(({ output, kernel }) => [output, kernel])],
    outside: [...lead, ...windows.flatMap(({ output }) => [output, 1])],
  };
}

/** The cotangent of a maximum over axes, in equal shares to the values that attain it; shapes keep those axes as ones. */
export function maximum(tape: Tape, x: string, y: string, dy: string, axes: readonly number[]): string {
  const mask = tape.cast(tape.emit('Equal', [x, y]));
  const count = tape.emit('ReduceSum', [mask, tape.integers(axes)], { keepdims: 1 });
  return tape.emit('Mul', [mask, tape.emit('Div', [dy, count])]);
}

/** Windows that overlap: dy is added at the index of each maximum. */
function overlapping(tape: Tape, dy: string): string {
  const { node } = tape;
  const x = node.inputs[0]!;
  const value = tape.value(x);
  const flat = (name: string): string => tape.emit('Reshape', [name, tape.integers([-1])]);
  const indices = tape.emitSecond('MaxPool', [value], { ...node.attributes, storage_order: 0 });
  const zeros = tape.emit('Mul', [flat(value), tape.scalar(0)]);
  const sum = tape.emit('ScatterElements', [zeros, flat(indices), flat(dy)], { axis: 0, reduction: 'add' });
  return reshapeLike(tape, sum, x);
}

/** Windows that tile an image in float32: one value per window is spread by repeating it, which the runtime does faster than broadcasting. */
function tiled(tape: Tape, dy: string, windows: readonly Window[]): string {
  const [x, y] = [tape.node.inputs[0]!, tape.node.outputs[0]!];
  const kernel = windows.map((window) => window.kernel);
  const data = Float32Array.of(1, 1, ...kernel);
  const scales = tape.constant(`scales ${data.join()}`, () => ({ type: 'float32', shape: [data.length], data }));
  const nearest = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
  const mask = tape.cast(tape.mask('Equal', [x, tape.before('Resize', [y, '', scales], nearest)]));
  const share = tape.emit('AveragePool', [mask], { kernel_shape: kernel, strides: kernel });
  const count = tape.emit('Mul', [share, tape.scalar(sizeOf(kernel))]);
  return tape.emit('Mul', [mask, tape.emit('Resize', [tape.emit('Div', [dy, count]), '', scales], nearest)]);
}

/** y = max of each window. */
const maxPool: Rule = (tape, dy) => {
  const windows = windowsOfPool(tape);
  if (!tiles(windows)) return [overlapping(tape, dy)];
  if (tape.precision === 'float32' && windows.length === 2) return [tiled(tape, dy, windows)];
  const [x, y] = [tape.node.inputs[0]!, tape.node.outputs[0]!];
  const { inside, outside } = blocks(tape, windows);
  const shaped = (name: string, shape: readonly number[]): string => tape.emit('Reshape', [name, tape.integers(shape)]);
  const axes = windows.map((_, k) => 3 + 2 * k);
  const dx = maximum(tape, shaped(tape.value(x), inside), shaped(tape.value(y), outside), shaped(dy, outside), axes);
  return [reshapeLike(tape, dx, x)];
};

/** Numbers of values that each window averages over. */
function counts(tape: Tape, windows: readonly Window[]): Constant {
  const padded = flag(tape.node, 'count_include_pad');
  const perAxis = windows.map((w) => {
    const [first, end] = padded ? [-w.before, w.input + w.padded] : [0, w.input];
    return Array.from({ length: w.output }, (_, i) => {
      const places = Array.from({ length: w.kernel }, (__, k) => i * w.stride - w.before + k * w.dilation);
      return places.filter((place) => place >= first && place < end).length;
    });
  });
  const data = perAxis.reduce((all, axis) => all.flatMap((a) => axis.map((b) => a * b)), [1]);
  return {
    type: tape.precision,
    shape: [1, 1, ...windows.map(({ output }) => output)],
    data: inPrecision(tape.precision, Float64Array.from(data)),
  };
}

/** One kernel of ones for every channel. */
function ones(tape: Tape, channels: number, space: readonly number[]): Constant {
  const data = new Float64Array(channels * sizeOf(space)).fill(1);
  return { type: tape.precision, shape: [channels, 1, ...space], data: inPrecision(tape.precision, data) };
}

/** The kernel that adds up what windows of a pooling hold. */
export function onesOf(tape: Tape, channels: number, windows: readonly Window[]): Kernel {
  const known = ones(
    tape,
    channels,
    windows.map((w) => w.kernel),
  );
  const key = `ones ${known.shape.join()} ${tape.precision}`;
  return { key, known, value: () => tape.constant(key, () => known) };
}

/** y = mean of each window: dy in equal shares to its values. */
const averagePool: Rule = (tape, dy) => {
  const { node } = tape;
  const x = node.inputs[0]!;
  const windows = windowsOfPool(tape);
  const kernel = windows.map((w) => w.kernel);
  if (tiles(windows)) {
    const { inside, outside } = blocks(tape, windows);
    const share = tape.emit('Reshape', [
      tape.emit('Mul', [dy, tape.scalar(1 / sizeOf(kernel))]),
      tape.integers(outside),
    ]);
    const spread = inside.map((size, k) => (k > 2 && k % 2 === 1 ? size : 1));
    return [reshapeLike(tape, tape.emit('Expand', [share, tape.integers(spread)]), x)];
  }
  const channels = sizeAt(tape, x, 1);
  const share = tape.emit('Div', [dy, tape.constant(`counts ${node.outputs[0]!}`, () => counts(tape, windows))]);
  return [scatter(tape, share, windows, channels, onesOf(tape, channels, windows))];
};

/** y = mean over all places. */
const globalAverage: Rule = (tape, dy) => {
  const x = tape.node.inputs[0]!;
  const space = spatialAxes(tape, x).map((axis) => sizeAt(tape, x, axis));
  const share = tape.emit('Mul', [dy, tape.scalar(1 / sizeOf(space))]);
  return [tape.emit('Expand', [share, tape.integers([1, 1, ...space])])];
};

/** y = max over all places. */
const globalMax: Rule = (tape, dy) => {
  const [x, y] = [tape.node.inputs[0]!, tape.node.outputs[0]!];
  return [maximum(tape, tape.value(x), tape.value(y), dy, spatialAxes(tape, x))];
};

export const pooling = {
  AveragePool: averagePool,
  GlobalAveragePool: globalAverage,
  GlobalMaxPool: globalMax,
  MaxPool: maxPool,
} satisfies Record<string, Rule>;
