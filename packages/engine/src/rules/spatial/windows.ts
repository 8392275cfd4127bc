import type { Node } from '../../graph/graph.js';
import type { Tape } from '../../graph/tape.js';
import { sizeAt, text, wholes } from '../rule.js';

/** How a kernel slides along one axis: output i covers the inputs i · stride − before + dilation · (0 … kernel − 1). */
export interface Window {
  readonly input: number;
  readonly output: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  /** Padding after the axis, or more where the last window, rounded up, reaches beyond it. */
  readonly after: number;
  /** Padding after the axis. */
  readonly padded: number;
}

/** Size of a kernel with its gaps. */
export const extent = ({ kernel, dilation }: Pick<Window, 'kernel' | 'dilation'>): number =>
  dilation * (kernel - 1) + 1;

/** Padding before and after an axis so that the output has ⌈input / stride⌉ values. */
function same(input: number, stride: number, size: number, upper: boolean): [number, number] {
  const total = Math.max(0, (Math.ceil(input / stride) - 1) * stride + size - input);
  const less = Math.floor(total / 2);
  return upper ? [less, total - less] : [total - less, less];
}

/** The windows of a convolution or pooling node, one per spatial axis. */
export function windowsOf(tape: Tape, kernel: readonly number[]): Window[] {
  const { node } = tape;
  return kernel.map((size, k) => {
    const input = sizeAt(tape, node.inputs[0]!, k + 2);
    const output = sizeAt(tape, node.outputs[0]!, k + 2);
    const stride = wholes(node, 'strides')?.[k] ?? 1;
    const dilation = wholes(node, 'dilations')?.[k] ?? 1;
    const covered = extent({ kernel: size, dilation });
    const [before, padded] = padding(node, k, kernel.length, input, stride, covered);
    const reached = (output - 1) * stride + covered - input - before;
    return { input, output, kernel: size, stride, dilation, before, after: Math.max(padded, reached), padded };
  });
}

/** Padding before and after axis k of so many spatial axes, where a window covers so many values. */
export function padding(
  node: Node,
  k: number,
  axes: number,
  input: number,
  stride: number,
  covered: number,
): [number, number] {
  const automatic = text(node, 'auto_pad', 'NOTSET');
  if (automatic.startsWith('SAME')) return same(input, stride, covered, automatic === 'SAME_UPPER');
  const pads = wholes(node, 'pads');
  return [pads?.[k] ?? 0, pads?.[k + axes] ?? 0];
}

/** Whether the windows tile their input: no overlap, no gap, no padding. */
export const tiles = (windows: readonly Window[]): boolean =>
  windows.every(
    ({ input, output, kernel, stride, dilation }) =>
      stride === kernel && (dilation === 1 || kernel === 1) && input === output * kernel,
  );
