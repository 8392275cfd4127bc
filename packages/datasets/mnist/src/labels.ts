import { FragilityError } from '@fragility/plugin';
import { readIdx } from './idx.js';

const INT32 = 0x0c;

/**
 * Labels of an IDX file: unsigned bytes [n], or 32-bit integers [n] or [n, columns], of which the first column is the class, as QMNIST has it.
 *
 * @throws FragilityError `NAME/idx` for anything else, naming the file.
 * @example readLabels('labels', Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 3), 'mnist'); // Int32Array [7, 3]
 */
export function readLabels(file: string, bytes: Uint8Array, dataset: string): Int32Array {
  const dimensions = bytes[3];
  if (bytes[2] !== INT32 || (dimensions !== 1 && dimensions !== 2))
    return Int32Array.from(readIdx(file, bytes, 1, dataset).data);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = 4 + 4 * dimensions;
  const [n = 0, columns = 1] =
    bytes.length < header ? [] : [view.getUint32(4), dimensions === 2 ? view.getUint32(8) : 1];
  if (bytes.length !== header + 4 * n * columns || columns === 0)
    throw new FragilityError(
      {
        file,
        given: `${file}: ${bytes.length} bytes`,
        expected: `${header + 4 * n * columns} for ${n} labels in ${columns} columns of 32-bit integers`,
        remedy: 'get the file again',
      },
      { where: `dataset/${dataset}`, code: `${dataset}/idx`, kind: 'input' },
    );
  return Int32Array.from({ length: n }, (_, i) => view.getInt32(header + 4 * i * columns));
}
