import type { Constant } from '../../graph/graph.js';
import type { Tape } from '../../graph/tape.js';
import { refuse, sizeAt, text, whole, wholes, type Rule } from '../rule.js';
import { extent, windowsOf, type Window } from './windows.js';

/** The kernel turned round in space, with the roles of its input and output channels exchanged within each group. */
export function turned({ type, shape, data }: Constant, groups: number): Constant {
  const [outputs, inputs, ...space] = shape as [number, number, ...number[]];
  const area = space.reduce((a, b) => a * b, 1);
  const perGroup = outputs / groups;
  const out = data.slice();
  for (let o = 0; o < outputs; o++) {
    const group = Math.floor(o / perGroup);
    for (let i = 0; i < inputs; i++) {
      const to = ((group * inputs + i) * perGroup + (o % perGroup)) * area;
      const from = (o * inputs + i) * area;
      for (let k = 0; k < area; k++) out[to + k] = data[from + area - 1 - k]!;
    }
  }
  return { type, shape: [groups * inputs, perGroup, ...space], data: out };
}

/** The kernel of a {@link scatter}, which a stride of 1 uses turned round if it is known. */
export interface Kernel {
  readonly key: string;
  readonly known: Constant | undefined;
  value(): string;
}

/** Channels from which the runtime's convolutions, which work on blocks of eight, are faster than transposed ones. */
const CHANNELS = 4;

/**
 * The cotangent of what windows read, x̄_p = Σ kernel · ȳ over the windows that cover p. For stride 1 it is a convolution with the kernel
 * turned round, which the runtime computes fastest but for the few channels of an image; otherwise a transposed convolution.
 */
export function scatter(tape: Tape, dy: string, windows: readonly Window[], groups: number, kernel: Kernel): string {
  const shared = { dilations: windows.map(({ dilation }) => dilation), group: groups };
  const before = windows.map((w) => extent(w) - 1 - w.before);
  const after = windows.map((w, k) => w.input - w.output + extent(w) - 1 - before[k]!);
  const { known, key } = kernel;
  const wide = known !== undefined && known.shape[1]! * groups >= CHANNELS;
  if (wide && windows.every(({ stride }) => stride === 1) && [...before, ...after].every((pad) => pad >= 0)) {
    const weights = tape.constant(`turned ${key}`, () => turned(known, groups));
    return tape.emit('Conv', [dy, weights], { ...shared, pads: [...before, ...after] });
  }
  const reached = (w: Window): number => (w.output - 1) * w.stride + extent(w) - w.before - w.after;
  return tape.emit('ConvTranspose', [dy, kernel.value()], {
    ...shared,
    strides: windows.map(({ stride }) => stride),
    pads: [...windows.map((w) => w.before), ...windows.map((w) => w.after)],
    output_padding: windows.map((w) => w.input - reached(w)),
  });
}

/** Refuses kernels and biases that depend on the input: ONNX has no operator for a kernel's gradient. */
function requireFixedKernel(tape: Tape): void {
  if (tape.wanted(1) || tape.wanted(2))
    refuse(tape.node, 'has a kernel or bias that depends on the input', 'export the model with fixed ones');
}

/** y = x ∗ W. */
const conv: Rule = (tape, dy) => {
  requireFixedKernel(tape);
  const name = tape.node.inputs[1]!;
  const space = tape.shape(name).slice(2) as number[];
  const kernel = { key: name, known: tape.known(name), value: () => tape.value(name) };
  return [scatter(tape, dy, windowsOf(tape, space), whole(tape.node, 'group', 1), kernel)];
};

/** Padding of a transposed convolution, as its shapes tell it. */
function transposedPads(tape: Tape, space: readonly number[]): number[] {
  const { node } = tape;
  const given = wholes(node, 'pads');
  if (given && !wholes(node, 'output_shape')) return [...given];
  const totals = space.map((kernel, k) => {
    const dilation = wholes(node, 'dilations')?.[k] ?? 1;
    const full =
      (sizeAt(tape, node.inputs[0]!, k + 2) - 1) * (wholes(node, 'strides')?.[k] ?? 1) +
      (wholes(node, 'output_padding')?.[k] ?? 0) +
      extent({ kernel, dilation });
    return full - sizeAt(tape, node.outputs[0]!, k + 2);
  });
  const upper = text(node, 'auto_pad', 'NOTSET') === 'SAME_UPPER';
  const first = totals.map((total) => (upper ? Math.floor(total / 2) : Math.ceil(total / 2)));
  return [...first, ...totals.map((total, k) => total - first[k]!)];
}

/** What a transposed convolution puts around its result, for a size beyond what it reaches, depends on no input. */
function cropped(tape: Tape, dy: string, pads: readonly number[]): string {
  if (pads.every((width) => width >= 0)) return dy;
  const [before, after] = [pads.slice(0, pads.length / 2), pads.slice(pads.length / 2)];
  const widths = [0, 0, ...before, 0, 0, ...after].map((width) => Math.min(width, 0));
  return tape.emit('Pad', [dy, tape.integers(widths)]);
}

/** y = x ∗ᵀ W:  dx = dy ∗ W. */
const convTranspose: Rule = (tape, dy) => {
  requireFixedKernel(tape);
  const { node } = tape;
  const space = tape.shape(node.inputs[1]!).slice(2) as number[];
  const pads = transposedPads(tape, space);
  return [
    tape.emit('Conv', [cropped(tape, dy, pads), tape.value(node.inputs[1]!)], {
      group: whole(node, 'group', 1),
      strides: wholes(node, 'strides') ?? space.map(() => 1),
      dilations: wholes(node, 'dilations') ?? space.map(() => 1),
      pads: pads.map((width) => Math.max(width, 0)),
    }),
  ];
};

export const convolution = { Conv: conv, ConvTranspose: convTranspose } satisfies Record<string, Rule>;
