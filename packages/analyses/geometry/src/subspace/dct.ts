import type { Row } from '@fragility/numerics';
import type { Subspace } from './subspace.js';

/**
 * The orthonormal cosines of length n, row u the frequency u: `[n, n]`.
 *
 *     C[u, i] = √((u = 0 ? 1 : 2)/n) cos(π u (2i + 1)/(2n))
 */
export function cosines(n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, k) => {
    const [u, i] = [Math.floor(k / n), k % n];
    return Math.sqrt((u === 0 ? 1 : 2) / n) * Math.cos((Math.PI * u * (2 * i + 1)) / (2 * n));
  });
}

/** Height, width and channels of inputs; those that are no image are one row. */
const layoutOf = (shape: readonly number[]): [number, number, number] => {
  const d = shape.reduce((a, b) => a * b, 1);
  const [height, width, channels = 1] = shape;
  const image = shape.length === 2 || (shape.length === 3 && channels <= 4);
  return image ? [height!, width!, channels] : [1, d, 1];
};

/** Pairs of frequencies, lowest (u/h)² + (v/w)² first, as positions u·w + v. */
export function byFrequency(height: number, width: number): number[] {
  const size = (k: number): number => (Math.floor(k / width) / height) ** 2 + ((k % width) / width) ** 2;
  return Array.from({ length: height * width }, (_, k) => k).sort((a, b) => size(a) - size(b) || a - b);
}

/** A band of frequencies of every channel, all of it where `count` is larger than what there is. */
export function dctBand(shape: readonly number[], from: number, count: number): Subspace {
  const [height, width, channels] = layoutOf(shape);
  const [down, across] = [cosines(height), cosines(width)];
  const kept = byFrequency(height, width).slice(from, from + count);
  const keep = new Uint8Array(height * width);
  for (const k of kept) keep[k] = 1;
  const rows = [...new Set(kept.map((k) => Math.floor(k / width)))];

  /** Adds the band's part of one channel to the result. */
  const band = (v: Row, channel: number, result: Row): void => {
    for (const u of rows) {
      const line = new Float64Array(width);
      for (let i = 0; i < height; i++) {
        const factor = down[u * height + i]!;
        for (let j = 0; j < width; j++) line[j]! += factor * v[(i * width + j) * channels + channel]!;
      }
      const back = new Float64Array(width);
      for (let w = 0; w < width; w++) {
        if (keep[u * width + w] === 0) continue;
        let coefficient = 0;
        for (let j = 0; j < width; j++) coefficient += across[w * width + j]! * line[j]!;
        for (let j = 0; j < width; j++) back[j]! += coefficient * across[w * width + j]!;
      }
      for (let i = 0; i < height; i++) {
        const factor = down[u * height + i]!;
        for (let j = 0; j < width; j++) result[(i * width + j) * channels + channel]! += factor * back[j]!;
      }
    }
  };
  return {
    dimension: kept.length * channels,
    project: (v) => {
      const result = new Float64Array(v.length);
      for (let channel = 0; channel < channels; channel++) band(v, channel, result);
      return result;
    },
  };
}
