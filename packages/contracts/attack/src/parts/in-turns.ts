/** Queries in flight at a time: enough to fill a batch, few enough to keep memory flat for large inputs. */
const AT_ONCE = 16;

/**
 * Runs `query(0) … query(count − 1)`, a few at a time, in order: the points are made only when they are asked about.
 *
 * @example await inTurns(100, async (k) => console.log(k));
 */
export async function inTurns(count: number, query: (k: number) => Promise<void>): Promise<void> {
  for (let from = 0; from < count; from += AT_ONCE)
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, k) => query(from + k)));
}
