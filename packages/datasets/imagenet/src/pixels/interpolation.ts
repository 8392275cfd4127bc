/** The ways to interpolate, as PIL names its filters; `tf-bilinear` is `resize_bilinear` of TensorFlow 1. */
export const INTERPOLATIONS = ['nearest', 'bilinear', 'bicubic', 'lanczos', 'tf-bilinear'] as const;

export type Interpolation = (typeof INTERPOLATIONS)[number];

/** One direction of a resize and crop: `length` source pixels from `offset` become `to`, of which `count` from `start` are kept. */
export interface Axis {
  readonly offset: number;
  readonly length: number;
  readonly to: number;
  readonly start: number;
  readonly count: number;
}

/** For each pixel kept: the first source pixel and the weights of it and its followers, `width` of them from `k · width`. */
export interface Taps {
  readonly first: Int32Array;
  readonly weights: Float64Array;
  readonly width: number;
}

interface Filter {
  readonly support: number;
  at(x: number): number;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

function cubic(x: number): number {
  const [a, t] = [-0.5, Math.abs(x)];
  if (t < 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
  return t < 2 ? (((t - 5) * t + 8) * t - 4) * a : 0;
}

const FILTERS: Readonly<Record<'bilinear' | 'bicubic' | 'lanczos', Filter>> = {
  bilinear: { support: 1, at: (x) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: { support: 2, at: cubic },
  lanczos: { support: 3, at: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

/** Weights are multiples of 2⁻²²: sums of them times bytes are exact, as in PIL's integer arithmetic. */
const UNIT = 2 ** 22;

function filtered({ offset, length, to, start, count }: Axis, { support, at }: Filter): Taps {
  const scale = length / to;
  const stretch = Math.max(scale, 1);
  const reach = support * stretch;
  const shrink = 1 / stretch;
  const width = Math.ceil(reach) * 2 + 1;
  const first = new Int32Array(count);
  const weights = new Float64Array(count * width);
  for (let k = 0; k < count; k++) {
    const centre = (start + k + 0.5) * scale;
    const from = Math.max(0, Math.trunc(centre - reach + 0.5));
    const end = Math.min(length, Math.trunc(centre + reach + 0.5));
    const own = Array.from({ length: end - from }, (_, j) => at((from + j - centre + 0.5) * shrink));
    const sum = own.reduce((a, b) => a + b, 0);
    first[k] = offset + from;
    own.forEach((weight, j) => {
      const units = (weight / sum) * UNIT;
      weights[k * width + j] = (Math.sign(units) * Math.floor(Math.abs(units) + 0.5)) / UNIT;
    });
  }
  return { first, weights, width };
}

function nearest({ offset, length, to, start, count }: Axis): Taps {
  const scale = length / to;
  const first = new Int32Array(count);
  let position = scale * 0.5;
  for (let k = 0; k < start + count; k++, position += scale) {
    if (k >= start) first[k - start] = offset + Math.min(length - 1, Math.floor(position));
  }
  return { first, weights: new Float64Array(count).fill(1), width: 1 };
}

function cornerAligned({ offset, length, to, start, count }: Axis): Taps {
  const first = new Int32Array(count);
  const weights = new Float64Array(2 * count);
  for (let k = 0; k < count; k++) {
    const position = (start + k) * (length / to);
    const from = Math.min(Math.floor(position), Math.max(0, length - 2));
    const share = Math.min(position - from, length - 1 - from);
    first[k] = offset + from;
    weights.set([1 - share, share], 2 * k);
  }
  return { first, weights, width: 2 };
}

/**
 * Source pixels and weights of each pixel that a resize and crop keeps, in one direction.
 *
 *     filter h (PIL):  wⱼ ∝ h((j + ½ − c)/s),  c = (i + ½)·length/to,  s = max(length/to, 1),   to 2⁻²²
 *     tf-bilinear:     between ⌊p⌋ and ⌊p⌋ + 1,  p = i·length/to
 *
 * Shrinking widens the filters (antialiasing); `tf-bilinear` and `nearest` look at fixed neighbours.
 * Source: Pillow, src/libImaging/Resample.c; TensorFlow, resize_bilinear_op.cc without aligned corners or half-pixel centres.
 *
 * @example tapsOf({ offset: 0, length: 4, to: 2, start: 0, count: 1 }, 'nearest').first; // [1]
 */
export function tapsOf(axis: Axis, interpolation: Interpolation): Taps {
  if (interpolation === 'nearest') return nearest(axis);
  if (interpolation === 'tf-bilinear') return cornerAligned(axis);
  return filtered(axis, FILTERS[interpolation]);
}
