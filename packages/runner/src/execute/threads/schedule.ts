/** How many run at a time, and what they share. */
export interface Schedule<T> {
  readonly jobs: number;
  readonly signal: AbortSignal | undefined;
  /** What one makes and others of the same name then take over: while it is made, none of these is started. */
  modelOf(one: T): string | undefined;
}

/**
 * Runs some at a time, in order as far as what they share allows, and yields what comes of each when it does. An abort starts no more; what answers
 * with undefined is left out.
 */
export async function* schedule<T, R>(
  all: readonly T[],
  run: (one: T) => Promise<R | undefined>,
  { jobs, signal, modelOf }: Schedule<T>,
): AsyncGenerator<R, void, undefined> {
  const waiting = [...all];
  const running = new Map<T, Promise<readonly [T, R | undefined]>>();
  const made = new Set<string>();
  const making = new Set<string>();
  const start = (one: T): void => {
    const model = modelOf(one);
    if (model !== undefined && !made.has(model)) making.add(model);
    running.set(
      one,
      run(one).then((result) => [one, result]),
    );
  };
  while (true) {
    while (running.size < jobs && !signal?.aborted) {
      const next = waiting.findIndex((one) => !making.has(modelOf(one) ?? ''));
      if (next < 0) break;
      start(waiting.splice(next, 1)[0]!);
    }
    if (running.size === 0) return;
    const [one, result] = await Promise.race(running.values());
    running.delete(one);
    const model = modelOf(one);
    if (model !== undefined) {
      making.delete(model);
      made.add(model);
    }
    if (result !== undefined) yield result;
  }
}
