import { FragilityError, isFragilityError, statementAbout } from '@fragility/numerics';
import { TfjsError } from './error.js';

/** Errors that have nothing to do with the file. */
const ELSEWHERE = ['engine/missing', 'engine/threads', 'tfjs/backend', 'tfjs/precision', 'tfjs/preprocessing'];

/** Does something with a model so that errors say which file it is from. */
export async function naming<T>(file: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!isFragilityError(cause) || cause.kind !== 'input' || ELSEWHERE.includes(cause.code)) throw cause;
    const message = statementAbout(file, cause);
    if (cause instanceof TfjsError) throw new TfjsError(cause.reason, message, { cause, layer: cause.layer, file });
    throw new FragilityError(message, { where: 'model/tfjs', code: cause.code, kind: 'input', file, cause });
  }
}
