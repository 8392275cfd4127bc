/** Runs tasks one at a time, in the order in which they came; a failed task does not hold up the next. */
export type Queue = <T>(task: () => Promise<T>) => Promise<T>;

/** A queue that costs next to nothing while nobody waits. */
export function queue(): Queue {
  let busy = false;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (busy) await new Promise<void>((resolve) => waiting.push(resolve));
    busy = true;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else busy = false;
    }
  };
}
