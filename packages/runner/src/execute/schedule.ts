/** Something that several share: while one has it, none of the others is started. */
export interface Shared {
  readonly name: string;
  /** Whether the first makes it, so that the others may then have it at the same time. */
  readonly made: boolean;
}

/** How many run at a time, and what they share. */
export interface Schedule<T> {
  readonly jobs: number;
  readonly signal: AbortSignal | undefined;
  /** What must not be made or used by two at a time, if anything. */
  shared(one: T): Shared | undefined;
  /** What others call one that they come after. */
  name?(one: T): string;
  /** Names of those that one comes after. */
  after?(one: T): readonly string[];
}

/**
 * Runs some at a time, in order as far as what they share allows, and yields what comes of each when it does. An abort starts no more; what answers
 * with undefined is left out.
 */
export async function* schedule<T, R>(
  all: readonly T[],
  run: (one: T) => Promise<R | undefined>,
  { jobs, signal, shared, name = () => '', after = () => [] }: Schedule<T>,
): AsyncGenerator<R, void, undefined> {
  const waiting = [...all];
  const running = new Map<T, Promise<readonly [T, R | undefined]>>();
  const made = new Set<string>();
  const taken = new Set<string>();
  const ended = new Set<string>();
  const isFree = (one: T): boolean =>
    !taken.has(shared(one)?.name ?? '') && after(one).every((other) => ended.has(other));
  const start = (one: T): void => {
    const own = shared(one);
    if (own && !made.has(own.name)) taken.add(own.name);
    running.set(
      one,
      run(one).then((result) => [one, result]),
    );
  };
  while (true) {
    while (running.size < jobs && !signal?.aborted) {
      const next = waiting.findIndex(isFree);
      if (next < 0) break;
      start(waiting.splice(next, 1)[0]!);
    }
    if (running.size === 0) return;
    const [one, result] = await Promise.race(running.values());
    running.delete(one);
    ended.add(name(one));
    const own = shared(one);
    if (own) taken.delete(own.name);
    if (own?.made) made.add(own.name);
    if (result !== undefined) yield result;
  }
}
