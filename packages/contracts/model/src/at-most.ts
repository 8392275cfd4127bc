/**
 * Runs work as it comes, at most `limit` pieces at one time, in order.
 *
 * @example
 * const run = atMost(1);
 * await Promise.all([run(async () => 'first'), run(async () => 'second')]);
 */
export function atMost(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let active = 0;
  return async (work) => {
    if (active >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else active++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else active--;
    }
  };
}
