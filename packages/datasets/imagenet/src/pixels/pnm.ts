import type { Pixels } from './resample.js';

const SPACE = /\s/;

/** Reads the header's numbers: separated by white space, with comments from # to the end of the line. */
function tokens(bytes: Uint8Array): { next(what: string): number; at(): number } {
  let at = 2;
  const letter = (): string => String.fromCharCode(bytes[at] ?? 0);
  return {
    at: () => at,
    next: (what) => {
      while (at < bytes.length && (SPACE.test(letter()) || letter() === '#')) {
        if (letter() === '#') while (at < bytes.length && letter() !== '\n' && letter() !== '\r') at++;
        else at++;
      }
      let digits = '';
      for (; /\d/.test(letter()); at++) digits += letter();
      if (digits === '') throw new Error(`PNM has no ${what}`);
      return Number(digits);
    },
  };
}

/** The samples of the ASCII kinds. Those of bitmaps need no space between them. */
function* ascii(bytes: Uint8Array, from: number, bitmap: boolean): Generator<number> {
  const text = new TextDecoder('latin1').decode(bytes.subarray(from)).replaceAll(/#[^\n\r]*/g, ' ');
  for (const [digits] of text.matchAll(bitmap ? /[01]/g : /\d+/g)) yield Number(digits);
}

/** The samples of the binary kinds: bits from the highest, bytes, or pairs of bytes, big-endian. */
function* binary(bytes: Uint8Array, from: number, perRow: number, most: number, bitmap: boolean): Generator<number> {
  if (bitmap) {
    const stride = Math.ceil(perRow / 8);
    for (let row = from; row + stride <= bytes.length; row += stride)
      for (let x = 0; x < perRow; x++) yield (bytes[row + (x >> 3)]! >> (7 - (x & 7))) & 1;
  } else if (most < 256) yield* bytes.subarray(from);
  else for (let at = from; at + 1 < bytes.length; at += 2) yield 256 * bytes[at]! + bytes[at + 1]!;
}

/**
 * Decodes PBM, PGM and PPM, ASCII or binary (P1 … P6), into RGB bytes: round(255 · sample/maxval), grey three times.
 *
 * Source: Poskanzer, the formats of Netpbm.
 *
 * @throws Error with a short reason for a header or samples that are not whole, or more than `mostPixels`.
 */
export function decodePnm(bytes: Uint8Array, mostPixels: number): Pixels & { readonly deep: boolean } {
  const kind = bytes[1]! - 48;
  const bitmap = kind === 1 || kind === 4;
  const channels = kind % 3 === 0 ? 3 : 1;
  const header = tokens(bytes);
  const [width, height] = [header.next('width'), header.next('height')];
  const most = bitmap ? 1 : header.next('maxval');
  if (!(width > 0 && height > 0 && width * height <= mostPixels)) throw new Error(`PNM of ${width} × ${height} pixels`);
  if (!(most > 0 && most < 65536)) throw new Error(`PNM with maxval ${most}, expected 1…65535`);
  const from = header.at() + 1;
  const samples = kind < 4 ? ascii(bytes, from, bitmap) : binary(bytes, from, width * channels, most, bitmap);
  const data = new Uint8Array(3 * width * height);
  for (let k = 0; k < width * height * channels; k++) {
    const { value, done } = samples.next();
    if (done) throw new Error(`PNM ends after ${k} of ${width * height * channels} samples`);
    if (value > most) throw new Error(`PNM has a sample of ${value}, expected at most ${most}`);
    const level = bitmap ? 255 * (1 - value) : Math.round((255 * value) / most);
    if (channels === 3) data[k] = level;
    else data.fill(level, 3 * k, 3 * k + 3);
  }
  return { data, height, width, deep: most > 255 };
}
