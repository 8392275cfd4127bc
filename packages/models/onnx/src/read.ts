import { constants } from 'node:buffer';
import { open, type FileHandle } from 'node:fs/promises';
import { strangeFile } from '@fragility/engine';
import { fail } from './fail.js';

/** Bytes of one read; the system takes no more than 2 GiB at a time. */
const PART = 1 << 30;

/** Protocol buffers, which ONNX files are, end here. */
const MOST_PROTOBUF = 2 ** 31 - 1;

/** Bytes of a file's start and end that tell what it is. */
const ENDS = 1 << 16;

/** The start of a file, and its end where that is another part. */
async function ends(file: FileHandle, size: number): Promise<Uint8Array> {
  const bytes = Buffer.alloc(Math.min(size, 2 * ENDS));
  const first = Math.min(size, ENDS);
  await file.read(bytes, 0, first, 0);
  await file.read(bytes, first, bytes.length - first, size - (bytes.length - first));
  return bytes;
}

/** Refuses a file that is none of ONNX by what it begins and ends with. @throws FragilityError `model-onnx/path`. */
export async function checkContent(path: string): Promise<void> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const strange = strangeFile(await ends(file, size));
    if (strange) fail(`${path}: its ${size} bytes are not an ONNX file but ${strange}`, 'path');
  } finally {
    await file.close();
  }
}

/**
 * A file, read in parts. A model's own file may not be larger than protocol buffers are, files beside it than memory is.
 *
 * @throws FragilityError `model-onnx/large`, before more than the start of the file is read.
 */
export async function readParts(path: string, what: 'model' | 'data'): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    if (size > (what === 'model' ? MOST_PROTOBUF : constants.MAX_LENGTH)) {
      const strange = what === 'model' ? strangeFile(await ends(file, size)) : undefined;
      if (strange) fail(`${path} is not an ONNX file but ${strange}`, 'large');
      const limit =
        what === 'model' ? 'an ONNX file has at most 2 GiB' : `${constants.MAX_LENGTH} bytes fit into memory`;
      fail(
        {
          file: path,
          given: `${path} has ${(size / 1e9).toFixed(1)} GB, ${limit}`,
          remedy: 'save the weights in files beside the model',
        },
        'large',
      );
    }
    const bytes = Buffer.allocUnsafeSlow(size);
    for (let at = 0; at < size;) {
      const { bytesRead } = await file.read(bytes, at, Math.min(PART, size - at), at);
      if (bytesRead === 0)
        fail(
          { file: path, given: `${path} became shorter while it was read`, remedy: 'wait until it is written' },
          'path',
        );
      at += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}
