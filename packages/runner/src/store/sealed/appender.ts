/** Text that waits to be written. */
export interface Appender {
  add(text: string): void;
  /** Writes what waits. */
  flush(): void;
}

/** Text waits no longer than this to be written: a kill costs as much, and no write is waited for. */
const MS_BETWEEN_WRITES = 200;

/** Appends text from time to time; the first failure is told, and ends it. */
export function appender(append: (text: string) => void, fail: (error: Error) => void): Appender {
  let waiting = '';
  let broken = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting === '' || broken) return;
    try {
      append(waiting);
    } catch (error) {
      broken = true;
      fail(error as Error);
    }
    waiting = '';
  };
  return {
    add: (text) => {
      waiting += text;
      timer ??= setTimeout(flush, MS_BETWEEN_WRITES).unref();
    },
    flush,
  };
}
