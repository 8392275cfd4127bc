import type { Sharp } from 'sharp';
import { contentOf } from '@fragility/dataset/files';
import { checkColours, withoutTransparency } from './as-pillow.js';
import { decodeBmp } from './bmp.js';
import { formatOf, FORMATS } from './format.js';
import { decodePnm } from './pnm.js';
import type { Pixels } from './resample.js';

/** Pixels of the largest image that is decoded, 100 million: 300 MB of bytes. */
const MOST_PIXELS = 1e8;

/** What decoding left out or changed of an image, in a few words. */
export type Note = string;

/** A decoded image, and what was left out or changed. */
export interface Decoded extends Pixels {
  readonly notes: readonly Note[];
}

export type Decode = (bytes: Uint8Array) => Promise<Decoded>;

const DEEP: Note = '16 bits per channel are reduced to 8';

/** RGB bytes of what sharp decodes, and what was dropped on the way. */
async function bySharp(given: Sharp): Promise<Decoded> {
  const { format, orientation = 1, space, depth, pages = 1 } = await given.metadata();
  const turns = orientation !== 1 && format === 'tiff';
  const image = turns ? given.autoOrient() : given;
  if (depth !== 'uchar' && depth !== 'ushort') throw new Error(`samples of type ${depth}, expected 8 or 16 bits`);
  const { data, info } = await image
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { height, width, channels } = info;
  if (channels !== 4) throw new Error(`${channels - 1} channels, expected 1 or 3`);
  const rgb = new Uint8Array(3 * height * width);
  let opaque = true;
  for (let p = 0; p < height * width; p++) {
    rgb[3 * p] = data[4 * p]!;
    rgb[3 * p + 1] = data[4 * p + 1]!;
    rgb[3 * p + 2] = data[4 * p + 2]!;
    opaque &&= data[4 * p + 3] === 255;
  }
  const notes = [
    ...(orientation === 1 || turns ? [] : ['its EXIF orientation is ignored, as Pillow does']),
    ...(opaque ? [] : ['transparency is dropped, as Pillow does']),
    ...(depth === 'ushort' ? [DEEP] : []),
    ...(space === 'cmyk' ? ['CMYK is converted to RGB by libvips, in another way than Pillow’s'] : []),
    ...(pages === 1 ? [] : ['only the first of its frames is read']),
  ];
  return { data: rgb, height, width, notes };
}

/**
 * A decoder of JPEG, PNG, WebP, TIFF, GIF (the first frame), BMP, PPM and PGM, by content and not by name, into RGB bytes.
 *
 * It works on threads of its own (libuv's pool, in which sharp decodes; BMP and PPM excepted), so the event loop goes on. As in PIL,
 * embedded colour profiles and the orientation in EXIF (but a TIFF's) are ignored, transparency is dropped, grey becomes three equal channels.
 * Truncated or damaged files are errors.
 *
 * @throws Error with a short reason for anything that is not a whole image of these formats, of at most 100 million pixels.
 * @example
 * const decode = await decoder();
 * await decode(Uint8Array.of(1, 2, 3)).catch((error) => error.message); // 'no JPEG, PNG, WebP, TIFF, GIF, BMP, PPM, PGM'
 */
export async function decoder(): Promise<Decode> {
  const { default: sharp } = await import('sharp');
  return async (bytes) => {
    if (bytes.length === 0) throw new Error('empty file');
    const format = formatOf(bytes);
    if (format === undefined) throw new Error(contentOf(bytes) ?? `no ${FORMATS}`);
    if (format === 'bmp') return { ...decodeBmp(bytes, MOST_PIXELS), notes: [] };
    if (format === 'pnm') {
      const { deep, ...pixels } = decodePnm(bytes, MOST_PIXELS);
      return { ...pixels, notes: deep ? [DEEP] : [] };
    }
    checkColours(bytes, format);
    return bySharp(
      sharp(withoutTransparency(bytes, format), { failOn: 'error', ignoreIcc: true, limitInputPixels: MOST_PIXELS }),
    );
  };
}
