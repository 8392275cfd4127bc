import { fail } from './error.js';

/** Bytes that an answer may have besides those of its rows, and for each number in them. */
const FREE = 2 ** 24;
const PER_NUMBER = 256;

/** Most bytes that the rows of some examples can reasonably take, with all that stands beside them. */
export const mostBytes = (n: number, classes: number): number => FREE + PER_NUMBER * n * classes;

/** What a promise gives, unless the signal comes first; work that goes on forever is left alone then. */
function until<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/**
 * The bytes of a response, read until the signal says no: a body that is not the gzip that it claims to be never ends by itself.
 *
 * @throws FragilityError `http/answer` where there are more than `most`; what the signal says.
 */
export async function bodyOf(response: Response, most: number, signal: AbortSignal): Promise<Uint8Array> {
  const reader = response.body?.getReader();
  const parts: Uint8Array[] = [];
  try {
    for (let length = 0; reader;) {
      const { done, value } = await until(reader.read(), signal);
      if (done) break;
      parts.push(value);
      length += value.length;
      if (length > most)
        fail('http/answer', {
          given: `${response.url} answered more than ${Math.floor(most / 2 ** 20)} MiB`,
          expected: 'one row for each example',
          remedy: 'check url and the server',
        });
    }
  } catch (cause) {
    reader?.cancel().catch(() => undefined);
    throw cause;
  }
  return Buffer.concat(parts);
}
