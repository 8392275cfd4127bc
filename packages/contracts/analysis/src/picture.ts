import type { Bounds, Row } from '@fragility/numerics';

const { max, min, round } = Math;

/** A picture in an analysis' row: 8-bit grey or RGB values, row by row from the top, channels last. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** height · width · channels values. */
  readonly pixels: Uint8Array;
}

/** A picture that is kept as a file: what a row holds where the analysis yielded a {@link Picture}. */
export interface StoredPicture {
  /** Path of the PNG in the run folder. */
  readonly picture: string;
}

interface Layout {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
}

const isChannels = (value: number | undefined): value is 1 | 3 => value === 1 || value === 3;

const layoutOf = (shape: readonly number[]): Layout | null => {
  const [height, width, channels = 1] = shape;
  const image = (shape.length === 2 || shape.length === 3) && height! > 1 && width! > 1 && isChannels(channels);
  return image ? { height: height!, width: width!, channels } : null;
};

/**
 * Whether inputs of a shape are images: [height, width], [height, width, 1] or [height, width, 3].
 *
 * @example isImage([224, 224, 3]); // true
 */
export const isImage = (shape: readonly number[]): boolean => layoutOf(shape) !== null;

/**
 * Values as a picture: `lower` becomes black, `upper` white, what lies outside is clipped.
 *
 *     pixel = round(255 · (value − lower) / (upper − lower))
 *
 * @param values row of height · width · channels values, channels last
 * @returns null where the shape is not that of an image
 * @example pictureOf(Float64Array.of(0, 0.5, 1, 2), [2, 2], [0, 1])!.pixels; // Uint8Array [0, 128, 255, 255]
 */
export function pictureOf(values: Row, shape: readonly number[], [lower, upper]: NonNullable<Bounds>): Picture | null {
  const layout = layoutOf(shape);
  if (!layout) return null;
  const pixels = Uint8Array.from(values, (value) => max(0, min(255, round((255 * (value - lower)) / (upper - lower)))));
  return { ...layout, pixels };
}

export const isPicture = (cell: unknown): cell is Picture => {
  const { width, height, channels, pixels } = (cell ?? {}) as Partial<Picture>;
  return pixels instanceof Uint8Array && isChannels(channels) && pixels.length === width! * height! * channels;
};

/**
 * Whether a cell is a picture that is kept; a text never is, whatever it says.
 *
 * @example isStoredPicture('pictures/57c51e2f6cafed2a72cb.png'); // false
 */
export const isStoredPicture = (cell: unknown): cell is StoredPicture =>
  typeof (cell as Partial<StoredPicture> | null | undefined)?.picture === 'string';
