import type { Format } from './format.js';

/** Tags of a TIFF: how values stand for colours, and how they are packed. */
const [COMPRESSION, PHOTOMETRIC] = [259, 262];
/** Luminance and two differences of colour. */
const YCBCR = 6;
/** Packings that turn these into colours by themselves. */
const JPEG = [6, 7];

/** Short numbers that the first directory of a TIFF holds for some tags; undefined where it has none, or the file is another than of 32 bits. */
function tagOf(bytes: Uint8Array, tag: number): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const little = bytes[0] === 0x49;
  const short = (at: number): number => (at + 2 <= bytes.length ? view.getUint16(at, little) : 0);
  if (short(2) !== 42 || bytes.length < 8) return undefined;
  const at = view.getUint32(4, little);
  const entries = Array.from({ length: short(at) }, (_, k) => at + 2 + 12 * k);
  const entry = entries.find((each) => short(each) === tag);
  return entry === undefined ? undefined : short(entry + 8);
}

/** Refuses a TIFF whose values are no colours as they are: libvips would take luminance for red. */
export function checkColours(bytes: Uint8Array, format: Format): void {
  if (format !== 'tiff' || tagOf(bytes, PHOTOMETRIC) !== YCBCR) return;
  if (!JPEG.includes(tagOf(bytes, COMPRESSION) ?? 1)) throw new Error('TIFF in YCbCr without JPEG, expected RGB');
}

/** A GIF whose first frame has no transparent colour: Pillow gives the colour of the palette there. Other files as they are. */
export function withoutTransparency(bytes: Uint8Array, format: Format): Uint8Array {
  if (format !== 'gif') return bytes;
  const packed = bytes[10]!;
  let at = 13 + (packed & 0x80 ? 3 << ((packed & 7) + 1) : 0);
  while (bytes[at] === 0x21) {
    if (bytes[at + 1] === 0xf9) {
      const opaque = Uint8Array.from(bytes);
      opaque[at + 3]! &= 0xfe;
      return opaque;
    }
    for (at += 2; bytes[at]; at += bytes[at]! + 1);
    at++;
  }
  return bytes;
}
