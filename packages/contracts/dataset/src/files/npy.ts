import type { Fail } from './fail.js';

/** An array of a .npy file: element `k` in the file's own order, and how far apart neighbours along each axis lie in it. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly type: string;
  at(k: number): number;
}

/** A float16: sign, 5 bits of exponent, 10 of fraction. */
function half(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -24 * fraction);
}

type Reader = (view: DataView, at: number, little: boolean) => number;

const TYPES = new Map<string, readonly [bytes: number, read: Reader]>([
  ['b1', [1, (view, at) => view.getUint8(at)]],
  ['u1', [1, (view, at) => view.getUint8(at)]],
  ['i1', [1, (view, at) => view.getInt8(at)]],
  ['u2', [2, (view, at, little) => view.getUint16(at, little)]],
  ['i2', [2, (view, at, little) => view.getInt16(at, little)]],
  ['u4', [4, (view, at, little) => view.getUint32(at, little)]],
  ['i4', [4, (view, at, little) => view.getInt32(at, little)]],
  ['u8', [8, (view, at, little) => Number(view.getBigUint64(at, little))]],
  ['i8', [8, (view, at, little) => Number(view.getBigInt64(at, little))]],
  ['f2', [2, (view, at, little) => half(view.getUint16(at, little))]],
  ['f4', [4, (view, at, little) => view.getFloat32(at, little)]],
  ['f8', [8, (view, at, little) => view.getFloat64(at, little)]],
]);

const MAGIC = '\x93NUMPY';

/** Bytes of the longest header that is read; those of arrays have a hundred. */
const LONGEST = 65_536;

/** Bytes of a file that hold any header that is read. */
export const LONGEST_START = LONGEST + 12;

/** The newest version of the format. */
const NEWEST = 3;

/** Axes that an array of NumPy may have. */
const MOST_AXES = 64;

/** The header's text and where the values start. */
function headerOf(file: string, bytes: Uint8Array, fail: Fail): { text: string; start: number } {
  const latin1 = new TextDecoder('latin1');
  if (bytes.length < 12 || !isNpy(bytes))
    fail({ file, given: `${file} is no .npy file`, remedy: 'save it with numpy.save' }, 'npy');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6]!;
  if (version < 1 || version > NEWEST)
    fail(
      {
        file,
        given: `${file} has version ${version} of .npy`,
        expected: `1 to ${NEWEST}`,
        remedy: 'save it with numpy.save',
      },
      'npy',
    );
  const long = version > 1;
  const from = long ? 12 : 10;
  const start = from + (long ? view.getUint32(8, true) : view.getUint16(8, true));
  if (start > from + LONGEST)
    fail(
      {
        file,
        given: `${file} has a header of ${start - from} bytes`,
        expected: `at most ${LONGEST}`,
        remedy: 'save a plain array',
      },
      'npy',
    );
  if (start > bytes.length)
    fail({ file, given: `${file} ends within its header`, remedy: 'get the file again' }, 'npy');
  return { text: latin1.decode(bytes.subarray(from, start)), start };
}

/** Whether bytes begin as a .npy file does. */
export const isNpy = (bytes: Uint8Array): boolean =>
  Array.from(MAGIC).every((letter, k) => bytes[k] === letter.charCodeAt(0));

/** The value of a key of a header, which is a dictionary as Python writes it, of the form that a pattern's one group gives. */
function field(text: string, key: string, form: string): string | undefined {
  const found = new RegExp(`(?:'${key}'|"${key}")\\s*:\\s*${form}`).exec(text);
  return found?.slice(1).find((group) => group !== undefined);
}

/** What the start of a .npy file says: type, sizes, and where the values start. */
export function npyHead(file: string, bytes: Uint8Array, fail: Fail) {
  const { text, start } = headerOf(file, bytes, fail);
  if (field(text, 'descr', '(\\[)'))
    return fail(
      { file, given: `${file} has structured values`, expected: 'numbers', remedy: 'save a plain array' },
      'npy',
    );
  const descr = field(text, 'descr', `(?:'([^']*)'|"([^"]*)")`);
  const sizes = field(text, 'shape', '\\(([^)]*)\\)');
  const fortran = field(text, 'fortran_order', '(True|False)\\b');
  if (descr === undefined || sizes === undefined || fortran === undefined)
    return fail(
      {
        file,
        given: `${file} has the header ${text.trim().slice(0, 80)}`,
        expected: 'descr, fortran_order and shape, as numpy.save writes them',
        remedy: 'get the file again, or save it with numpy.save',
      },
      'npy',
    );
  const kind = TYPES.get(descr.slice(1));
  if (!kind)
    return fail(
      {
        file,
        given: `${file} has values of type '${descr}'${/O/.test(descr) ? ' (Python objects)' : ''}`,
        expected: 'numbers',
        remedy: `${
          /[US]/.test(descr)
            ? 'of labels that are text save numpy.unique(y, return_inverse=True)[1], and name the classes'
            : "save it with .astype('float32') or an integer type"
        }`,
      },
      'npy',
    );
  const written = sizes.split(',').map((size) => size.trim());
  const listed = written.at(-1) === '' ? written.slice(0, -1) : written;
  const shape = listed.map((size) => Number(size.replace(/L$/, '')));
  if (listed.length > MOST_AXES || !listed.every((size, k) => /^\d+L?$/.test(size) && Number.isSafeInteger(shape[k])))
    return fail(
      {
        file,
        given: `${file} has the shape (${sizes.slice(0, 80)})`,
        expected: `at most ${MOST_AXES} sizes of at least 0`,
        remedy: 'get the file again',
      },
      'npy',
    );
  return { fortran: fortran === 'True', start, descr, kind, shape, size: kind[0] * shape.reduce((a, b) => a * b, 1) };
}

/** Bytes that a .npy file has altogether, as its start says; undefined where that is not the start of one. */
export function promisedByNpy(start: Uint8Array): number | undefined {
  const none: Fail = () => {
    throw new RangeError();
  };
  try {
    const found = npyHead('', start, none);
    return found.start + found.size;
  } catch {
    return undefined;
  }
}

/**
 * Reads a .npy file: versions 1 to 3, integers, floats of 16 to 64 bits and booleans, either byte order, C or Fortran order.
 *
 * Source: NumPy, numpy.lib.format.
 *
 * @throws FragilityError `…/npy` for anything else, and for a file that is not as long as its shape says.
 */
export function readNpy(file: string, bytes: Uint8Array, fail: Fail): NpyArray {
  const { fortran, start, descr, kind, shape, size: bytesOfAll } = npyHead(file, bytes, fail);
  const [size, read] = kind;
  if (bytes.length - start !== bytesOfAll)
    fail(
      {
        file,
        given: `${file} has ${bytes.length - start} bytes of values`,
        expected: `${bytesOfAll} for shape [${shape.join(', ')}]`,
        remedy: 'get the file again',
      },
      'npy',
    );
  const strides = shape.map((_, axis) =>
    (fortran ? shape.slice(0, axis) : shape.slice(axis + 1)).reduce((a, b) => a * b, 1),
  );
  const view = new DataView(bytes.buffer, bytes.byteOffset + start);
  const little = descr[0] !== '>';
  return { shape, strides, type: descr.slice(1), at: (k) => read(view, k * size, little) };
}

/**
 * What a .npy file (version 1.0) of little-endian floats in C order begins with; its values follow.
 *
 * @example npyHeader([2], 'float32').length; // 128
 */
export function npyHeader(shape: readonly number[], precision: 'float32' | 'float64'): Uint8Array<ArrayBuffer> {
  const dict = `{'descr': '<f${precision === 'float32' ? 4 : 8}', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  const text = `${dict.padEnd(Math.ceil((dict.length + 11) / 64) * 64 - 11)}\n`;
  const start = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length & 255, text.length >> 8];
  return Uint8Array.from([...start, ...new TextEncoder().encode(text)]);
}

/**
 * A batch as a .npy file (version 1.0), little-endian float64 or float32, C order.
 *
 * @example writeNpy(Float64Array.of(1, 2), [2], 'float32').length; // 136
 */
export function writeNpy(
  data: Float64Array,
  shape: readonly number[],
  precision: 'float32' | 'float64',
): Uint8Array<ArrayBuffer> {
  const width = precision === 'float32' ? 4 : 8;
  const header = npyHeader(shape, precision);
  const bytes = new Uint8Array(header.length + data.length * width);
  bytes.set(header);
  const view = new DataView(bytes.buffer, header.length);
  data.forEach((v, k) => (width === 4 ? view.setFloat32(4 * k, v, true) : view.setFloat64(8 * k, v, true)));
  return bytes;
}
