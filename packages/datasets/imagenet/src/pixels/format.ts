/** How a picture is decoded: by sharp, or here. */
export type Format = 'jpeg' | 'png' | 'webp' | 'tiff' | 'gif' | 'bmp' | 'pnm';

/** The names of what is decoded, for messages. */
export const FORMATS = 'JPEG, PNG, WebP, TIFF, GIF, BMP, PPM, PGM';

/** Endings that names of images have: torchvision's IMG_EXTENSIONS, and others of the same formats. */
export const ENDINGS: readonly string[] = [
  ...['.jpg', '.jpeg', '.png', '.ppm', '.bmp', '.pgm', '.tif', '.tiff', '.webp'],
  ...['.gif', '.pbm', '.pnm', '.dib', '.jpe', '.jfif'],
];

const STARTS: readonly (readonly [Format, RegExp])[] = [
  ['jpeg', /^\xff\xd8\xff/],
  ['png', /^\x89PNG\r\n/],
  ['webp', /^RIFF[^]{4}WEBP/],
  ['tiff', /^(?:II[*+]\0|MM\0[*+])/],
  ['gif', /^GIF8[79]a/],
  ['bmp', /^BM/],
  ['pnm', /^P[1-6][\s#]/],
];

/**
 * The format of an image by its first bytes, whatever its name; undefined for anything else.
 *
 * @example formatOf(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)); // 'jpeg'
 */
export function formatOf(bytes: Uint8Array): Format | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 12));
  return STARTS.find(([, pattern]) => pattern.test(start))?.[0];
}
