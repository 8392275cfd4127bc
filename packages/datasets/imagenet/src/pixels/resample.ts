import { tapsOf, type Axis, type Interpolation, type Taps } from './interpolation.js';

/** A decoded image: RGB bytes, row-major, `[height, width, 3]`. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly height: number;
  readonly width: number;
}

/** The nearest byte, halves up. */
function byte(value: number): number {
  const up = value + 0.5;
  return up < 0 ? 0 : up >= 255 ? 255 : up | 0;
}

const clamped = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value);

/** Rows `from`…`end` of the image, narrowed to the columns kept. */
function across({ data, width }: Pixels, from: number, end: number, taps: Taps, store: typeof byte): Float64Array {
  const count = taps.first.length;
  const out = new Float64Array((end - from) * count * 3);
  for (let y = from, at = 0; y < end; y++) {
    for (let x = 0; x < count; x++) {
      let r = 0;
      let g = 0;
      let b = 0;
      let source = 3 * (y * width + taps.first[x]!);
      for (let k = x * taps.width; k < (x + 1) * taps.width; k++, source += 3) {
        const weight = taps.weights[k]!;
        if (weight === 0) continue;
        r += weight * data[source]!;
        g += weight * data[source + 1]!;
        b += weight * data[source + 2]!;
      }
      out[at++] = store(r);
      out[at++] = store(g);
      out[at++] = store(b);
    }
  }
  return out;
}

/**
 * Resizes and crops an image into `out` `[rows.count, columns.count, 3]`, values in [0, 1].
 *
 * Columns first, then rows, each with its own weights (see {@link tapsOf}); only what is kept is computed. PIL's filters round to bytes
 * after both steps, so the values are k/255; `tf-bilinear` does not round.
 *
 * @example
 * const out = new Float64Array(3);
 * const axis = { offset: 0, length: 1, to: 1, start: 0, count: 1 };
 * resample({ data: Uint8Array.of(255, 0, 51), height: 1, width: 1 }, axis, axis, 'bilinear', out);
 * out; // [1, 0, 0.2]
 */
export function resample(
  image: Pixels,
  rows: Axis,
  columns: Axis,
  interpolation: Interpolation,
  out: Float64Array,
): void {
  const store = interpolation === 'tf-bilinear' ? clamped : byte;
  const down = tapsOf(rows, interpolation);
  const from = down.first.reduce((a, b) => Math.min(a, b), image.height);
  const end = Math.min(image.height, down.first.reduce((a, b) => Math.max(a, b), 0) + down.width);
  const narrow = across(image, from, end, tapsOf(columns, interpolation), store);
  const line = columns.count * 3;
  const sums = new Float64Array(line);
  for (let y = 0; y < rows.count; y++) {
    sums.fill(0);
    for (let k = 0; k < down.width; k++) {
      const weight = down.weights[y * down.width + k]!;
      if (weight === 0) continue;
      const source = (down.first[y]! - from + k) * line;
      for (let x = 0; x < line; x++) sums[x]! += weight * narrow[source + x]!;
    }
    for (let x = 0; x < line; x++) out[y * line + x] = store(sums[x]!) / 255;
  }
}
