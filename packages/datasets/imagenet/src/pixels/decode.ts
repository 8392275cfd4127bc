import type { Pixels } from './resample.js';

/** Pixels of the largest image that is decoded, 100 million: 300 MB of bytes. */
const MOST_PIXELS = 1e8;

const startsWith = (bytes: Uint8Array, ...start: number[]): boolean => start.every((value, k) => bytes[k] === value);

export type Decode = (bytes: Uint8Array) => Promise<Pixels>;

/**
 * A decoder of JPEG and PNG, by content and not by name, into RGB bytes.
 *
 * It works on threads of its own (libuv's pool, in which sharp decodes), so the event loop goes on. As in PIL, embedded colour profiles and
 * the orientation in EXIF are ignored, transparency is dropped, grey becomes three equal channels. Truncated or damaged files are errors.
 *
 * @throws Error with a short reason for anything that is not a whole JPEG or PNG of at most 100 million pixels.
 * @example
 * const decode = await decoder();
 * await decode(Uint8Array.of(71, 73, 70)).catch((error) => error.message); // 'neither JPEG nor PNG'
 */
export async function decoder(): Promise<Decode> {
  const { default: sharp } = await import('sharp');
  return async (bytes) => {
    if (bytes.length === 0) throw new Error('empty file');
    if (!startsWith(bytes, 0xff, 0xd8, 0xff) && !startsWith(bytes, 0x89, 0x50, 0x4e, 0x47))
      throw new Error('neither JPEG nor PNG');
    const { data, info } = await sharp(bytes, { failOn: 'error', ignoreIcc: true, limitInputPixels: MOST_PIXELS })
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`${info.channels} channels, expected 3`);
    return { data, height: info.height, width: info.width };
  };
}
