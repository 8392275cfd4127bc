import { FragilityError } from '@fragility/plugin';

const BYTES = 0x08;

/** An IDX file of unsigned bytes: `shape` and the values, row-major. */
export interface Idx {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** Bytes of one value, by the type that an IDX file names. */
const WIDTHS = new Map([
  [BYTES, 1],
  [0x09, 1],
  [0x0b, 2],
  [0x0c, 4],
  [0x0d, 4],
  [0x0e, 8],
]);

/**
 * Bytes that an IDX file has altogether, as its start says; undefined where that is not the start of one.
 *
 * @example promisedByIdx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2)); // 10
 */
export function promisedByIdx(start: Uint8Array): number | undefined {
  const [zero, nil, type = 0, dimensions = 0] = start;
  const width = WIDTHS.get(type);
  const header = 4 + 4 * dimensions;
  if (zero !== 0 || nil !== 0 || width === undefined || start.length < header) return undefined;
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const sizes = Array.from({ length: dimensions }, (_, k) => view.getUint32(4 + 4 * k));
  return header + width * sizes.reduce((a, b) => a * b, 1);
}

/** Numbers of other types, as IDX names them. */
const TYPES = new Map([
  [BYTES, 'unsigned bytes'],
  [0x09, 'signed bytes'],
  [0x0b, 'whole numbers of 16 bits'],
  [0x0c, 'whole numbers of 32 bits'],
  [0x0d, 'floats of 32 bits'],
  [0x0e, 'floats of 64 bits'],
]);

/** What another IDX file holds, in brackets; nothing where it is none. */
function holding(magic: number): string {
  const type = magic < 2 ** 16 ? TYPES.get(magic >> 8) : undefined;
  return type === undefined ? '' : ` (${type}, ${magic & 255} dimension${(magic & 255) === 1 ? '' : 's'})`;
}

/**
 * Reads an IDX file of unsigned bytes: two zero bytes, the type (8), the number of dimensions, the sizes (big-endian), the values.
 *
 * @throws FragilityError `NAME/idx` for another magic number, number of dimensions or length, naming the file; NAME is the dataset's.
 * @example readIdx('labels', Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 3), 1).data; // [7, 3]
 */
export function readIdx(file: string, bytes: Uint8Array, dimensions: number, dataset = 'mnist'): Idx {
  const fail = (message: string, remedy = 'get the file again'): never => {
    throw new FragilityError(
      { file, given: `${file}: ${message}`, remedy },
      {
        where: `dataset/${dataset}`,
        code: `${dataset}/idx`,
        kind: 'input',
      },
    );
  };
  const header = 4 + 4 * dimensions;
  if (bytes.length < header) fail(`${bytes.length} bytes, expected at least the ${header} of an IDX header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  const expected = (BYTES << 8) | dimensions;
  const hex = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;
  if (magic !== expected)
    fail(
      `magic number ${hex(magic)}${holding(magic)}, expected ${hex(expected)} (unsigned bytes, ${dimensions} dimensions)`,
      holding(magic) === '' ? undefined : 'give the file of these, images before labels; other numbers are read as npy',
    );
  const shape = Array.from({ length: dimensions }, (_, k) => view.getUint32(4 + 4 * k));
  if (shape.slice(1).includes(0)) fail(`shape [${shape.join(', ')}], expected at least one pixel`);
  const size = shape.reduce((a, b) => a * b, 1);
  if (bytes.length !== header + size)
    fail(`${bytes.length} bytes, expected ${header + size} for shape [${shape.join(', ')}]`);
  return { shape, data: bytes.subarray(header) };
}
