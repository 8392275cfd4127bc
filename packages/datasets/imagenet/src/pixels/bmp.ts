import { unpackRuns } from './bmp-runs.js';
import type { Pixels } from './resample.js';

/** What the header of a BMP says. */
interface Header {
  readonly width: number;
  readonly height: number;
  readonly topDown: boolean;
  readonly bits: number;
  readonly compression: number;
  readonly pixels: number;
  /** Masks of red, green, blue, where pixels are 16 or 32 bits. */
  readonly masks: readonly [number, number, number];
  /** RGB by index, where pixels are 8 bits or fewer. */
  readonly palette: readonly (readonly [number, number, number])[];
}

const RLE8 = 1;
const RLE4 = 2;
const MASKS = 3;
const MASKS_WITH_ALPHA = 6;

function headerOf(bytes: Uint8Array): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = view.getUint32(14, true);
  const core = size === 12;
  if (!core && size < 40) throw new Error(`BMP with a header of ${size} bytes, expected 12 or 40 and more`);
  const width = core ? view.getUint16(18, true) : view.getInt32(18, true);
  const rows = core ? view.getUint16(20, true) : view.getInt32(22, true);
  const bits = view.getUint16(core ? 24 : 28, true);
  const compression = core ? 0 : view.getUint32(30, true);
  const given = compression === MASKS || compression === MASKS_WITH_ALPHA;
  const mask = (k: number): number => view.getUint32(54 + 4 * k, true);
  const masks = given
    ? ([mask(0), mask(1), mask(2)] as const)
    : bits === 16
      ? ([0x7c00, 0x3e0, 0x1f] as const)
      : ([0xff0000, 0xff00, 0xff] as const);
  const start = 14 + size + (given && size === 40 ? (compression === MASKS ? 12 : 16) : 0);
  const colours = bits > 8 ? 0 : (core ? 0 : view.getUint32(46, true)) || 1 << bits;
  const step = core ? 3 : 4;
  const palette = Array.from({ length: Math.min(colours, 256) }, (_, k) => {
    const at = start + k * step;
    return [view.getUint8(at + 2), view.getUint8(at + 1), view.getUint8(at)] as const;
  });
  return {
    ...{ width, height: Math.abs(rows), topDown: rows < 0, bits, compression, masks, palette },
    pixels: view.getUint32(10, true),
  };
}

/** The value of a mask's bits, scaled to 0…255. */
function channel(pixel: number, mask: number): number {
  if (mask === 0) return 0;
  const low = mask & -mask;
  const most = (mask >>> 0) / (low >>> 0);
  return Math.floor((255 * (((pixel & mask) >>> 0) / (low >>> 0))) / most);
}

/** Rows of whole pixels, each padded to four bytes. */
function readRows(bytes: Uint8Array, { width, height, bits, pixels, masks, palette, topDown }: Header): Uint8Array {
  const stride = 4 * Math.ceil((width * bits) / 32);
  if (pixels + stride * height > bytes.length)
    throw new Error(`BMP of ${bytes.length} bytes, expected ${pixels + stride * height}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    const row = pixels + stride * (topDown ? y : height - 1 - y);
    for (let x = 0; x < width; x++) {
      const to = 3 * (y * width + x);
      if (bits === 24) {
        const at = row + 3 * x;
        data.set([bytes[at + 2]!, bytes[at + 1]!, bytes[at]!], to);
      } else if (bits > 8) {
        const pixel = bits === 16 ? view.getUint16(row + 2 * x, true) : view.getUint32(row + 4 * x, true);
        for (let c = 0; c < 3; c++) data[to + c] = channel(pixel, masks[c]!);
      } else {
        const index = (bytes[row + ((x * bits) >> 3)]! >> (8 - bits - ((x * bits) & 7))) & ((1 << bits) - 1);
        data.set(colourOf(palette, index), to);
      }
    }
  }
  return data;
}

function colourOf(palette: Header['palette'], index: number): readonly [number, number, number] {
  const colour = palette[index];
  if (!colour) throw new Error(`BMP has colour ${index}, expected at most ${palette.length - 1}`);
  return colour;
}

/**
 * Decodes a BMP of 1, 4, 8, 16, 24 or 32 bits, run-length encoded or not, into RGB bytes; transparency is dropped.
 *
 * Source: Microsoft, Bitmap Storage (BITMAPCOREHEADER, BITMAPINFOHEADER, BITMAPV5HEADER).
 *
 * @throws Error with a short reason for one that is not whole, of another kind, or of more than `mostPixels`.
 */
export function decodeBmp(bytes: Uint8Array, mostPixels: number): Pixels {
  if (bytes.length < 26) throw new Error(`BMP of ${bytes.length} bytes, expected a header`);
  let header: Header;
  try {
    header = headerOf(bytes);
  } catch (cause) {
    if (cause instanceof RangeError) throw new Error('BMP ends within its header', { cause });
    throw cause;
  }
  const { width, height, bits, compression, palette, pixels, topDown } = header;
  if (!(width > 0 && height > 0 && width * height <= mostPixels)) throw new Error(`BMP of ${width} × ${height} pixels`);
  const runs = (compression === RLE8 && bits === 8) || (compression === RLE4 && bits === 4);
  const known = compression === 0 || ((compression === MASKS || compression === MASKS_WITH_ALPHA) && bits >= 16);
  if (![1, 4, 8, 16, 24, 32].includes(bits) || (!known && !runs))
    throw new Error(`BMP of ${bits} bits with compression ${compression}`);
  if (!runs) return { data: readRows(bytes, header), height, width };
  const indices = unpackRuns(bytes.subarray(pixels), width, height, bits as 4 | 8);
  const data = new Uint8Array(3 * width * height);
  indices.forEach((index, k) => {
    const y = Math.floor(k / width);
    data.set(colourOf(palette, index), 3 * ((topDown ? y : height - 1 - y) * width + (k % width)));
  });
  return { data, height, width };
}
