import { fail, reasonOf, TfjsError } from '../error.js';

/** Says which backend lacks what, when TensorFlow.js has no kernel for an operation. */
export function explained<T>(line: string, doing: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof TfjsError) throw cause;
    return fail(
      'kernel',
      { given: `${line} cannot ${doing}: ${reasonOf(cause)}`, remedy: 'choose another backend or another model' },
      cause,
    );
  }
}
