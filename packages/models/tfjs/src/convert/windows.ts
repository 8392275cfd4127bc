import { fail } from '../error.js';
import { describe, pairOf, textOf, type Layer } from '../layers-model/layer.js';
import type { Border } from './border.js';

/** How a kernel slides over an image. */
export interface Windows {
  /** Rows and columns of the output. */
  readonly output: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  /** ONNX order: top, left, bottom, right. */
  readonly pads: readonly number[];
}

const NONE: Border = { before: [0, 0], after: [0, 0] };

/**
 * Windows of a convolution or pooling layer on an image of `size` rows and columns. With an extent e = dilation · (kernel − 1) + 1,
 *
 *     valid: output = ⌊(input − e)/stride⌋ + 1,      same: output = ⌈input/stride⌉, padded by (output − 1) · stride + e − input,
 *
 * the smaller half of it before. A border counts as input.
 */
export function windowsOf(
  layer: Layer,
  size: readonly [number, number],
  kernel: readonly [number, number],
  { strides, border = NONE }: { readonly strides: readonly [number, number]; readonly border?: Border | undefined },
): Windows {
  const dilations = pairOf(layer, 'dilation_rate');
  const padding = textOf(layer, 'padding', 'valid').toLowerCase();
  if (padding !== 'valid' && padding !== 'same')
    fail('layer', {
      given: `${describe(layer)} has padding '${padding}'`,
      expected: 'valid or same',
      remedy: 'change the layer',
    });
  const axes = size.map((inner, k) => {
    const input = inner + border.before[k]! + border.after[k]!;
    const extent = dilations[k]! * (kernel[k]! - 1) + 1;
    const stride = strides[k]!;
    if (padding === 'valid') {
      const output = Math.floor((input - extent) / stride) + 1;
      if (output < 1)
        fail('shape', {
          given: `${describe(layer)} gets ${input} places, its window has ${extent}`,
          remedy: 'give larger inputs',
        });
      return { output, before: border.before[k]!, after: border.after[k]! };
    }
    const output = Math.ceil(input / stride);
    const total = Math.max(0, (output - 1) * stride + extent - input);
    const before = Math.floor(total / 2);
    return { output, before: border.before[k]! + before, after: border.after[k]! + total - before };
  });
  const [rows, columns] = axes as [(typeof axes)[0], (typeof axes)[0]];
  return {
    output: [rows.output, columns.output],
    strides,
    dilations,
    pads: [rows.before, columns.before, rows.after, columns.after],
  };
}
