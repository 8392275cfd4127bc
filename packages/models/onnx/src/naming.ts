import { FragilityError, isFragilityError, statementAbout } from '@fragility/numerics';

/** Errors that have nothing to do with the file. */
const ELSEWHERE = ['engine/missing', 'engine/threads', 'model-onnx/url'];

/** Errors that another download may mend. */
const DAMAGED = ['engine/onnx', 'engine/external-data'];

/** Does something with a file so that errors say which it is, and where downloads are kept that turn out to be no model. */
export async function naming<T>(path: string, kept: readonly string[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!isFragilityError(cause) || ELSEWHERE.includes(cause.code)) throw cause;
    const { code, kind } = cause;
    const again =
      kept.length > 0 && DAMAGED.includes(code) ? `, or delete ${kept.join(' and ')} to download it again` : '';
    const about = statementAbout(path, cause);
    const message = typeof about === 'string' ? `${about}${again}` : { ...about, remedy: `${about.remedy}${again}` };
    throw new FragilityError(message, { where: 'model/onnx', code, kind, file: path, cause });
  }
}
