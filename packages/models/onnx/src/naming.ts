import { FragilityError } from '@fragility/numerics';
import type { Read } from './source.js';

/** Errors that have nothing to do with the file. */
const ELSEWHERE = ['engine/missing', 'engine/threads'];

/** Does something with a file so that errors say which it is, and where a download is kept that turns out to be no model. */
export async function naming<T>(path: string, read: Read, work: (read: Read) => Promise<T>): Promise<T> {
  try {
    return await work(read);
  } catch (cause) {
    if (!(cause instanceof FragilityError) || ELSEWHERE.includes(cause.code)) throw cause;
    const { code } = cause;
    const again =
      read.kept !== undefined && code === 'engine/onnx' ? `, or delete ${read.kept} to download it again` : '';
    const message = cause.message.replace(/^\[.*?\] /, '');
    throw new FragilityError(`${path}: ${message}${again}`, { where: 'model/onnx', code, cause });
  }
}
