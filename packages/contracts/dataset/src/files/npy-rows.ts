import { open, type FileHandle } from 'node:fs/promises';
import type { Fail } from './fail.js';
import { LONGEST_START, npyHead } from './npy.js';

/** A .npy file whose values are read a row at a time: entries of its first axis. */
export interface NpyRows {
  /** Sizes of the whole array. */
  readonly shape: readonly number[];
  /** Values of an entry of the first axis, in C order. */
  row(k: number): Promise<Float64Array>;
}

async function withFile<T>(path: string, fail: Fail, read: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path).catch((cause: NodeJS.ErrnoException) =>
    fail(
      { file: path, given: `${path} cannot be read (${cause.code ?? cause.message})`, remedy: 'correct the path' },
      'npy',
      cause,
    ),
  );
  try {
    return await read(file);
  } finally {
    await file.close();
  }
}

/**
 * Opens a .npy file of any size, in C order.
 *
 * @throws FragilityError `…/npy` for a file that is none, is not as long as its shape says, has no axis, or is in Fortran order.
 * @example typeof npyRows; // 'function'
 */
export async function npyRows(path: string, fail: Fail): Promise<NpyRows> {
  const { head, length } = await withFile(path, fail, async (file) => {
    const { buffer, bytesRead } = await file.read(new Uint8Array(LONGEST_START), 0, LONGEST_START, 0);
    return { head: buffer.subarray(0, bytesRead), length: (await file.stat()).size };
  });
  const { fortran, start, shape, size, descr, kind } = npyHead(path, head, fail);
  if (length - start !== size)
    fail(
      {
        file: path,
        given: `${path} has ${length - start} bytes of values`,
        expected: `${size} for shape [${shape.join(', ')}]`,
        remedy: 'get the file again',
      },
      'npy',
    );
  if (shape.length === 0 || (shape.length > 1 && fortran))
    fail(
      {
        file: path,
        given: `${path} has ${shape.length === 0 ? 'no axis' : 'its values in Fortran order'}`,
        expected: 'a row for each point',
        remedy: 'save it with numpy.ascontiguousarray(…)',
      },
      'npy',
    );
  const values = shape.slice(1).reduce((a, b) => a * b, 1);
  const [width, read] = kind;
  const bytes = values * width;
  const little = descr[0] !== '>';
  return {
    shape,
    row: (k) =>
      withFile(path, fail, async (file) => {
        const { buffer, bytesRead } = await file.read(new Uint8Array(bytes), 0, bytes, start + k * bytes);
        if (bytesRead < bytes)
          fail({ file: path, given: `${path} ends within row ${k}`, remedy: 'get the file again' }, 'npy');
        const view = new DataView(buffer.buffer);
        return Float64Array.from({ length: values }, (_, i) => read(view, i * width, little));
      }),
  };
}
