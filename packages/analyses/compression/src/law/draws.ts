import type { Random } from '@fragility/numerics';

/** Where draws are from, who may stop them, and who is told how far they are. */
interface DrawOptions {
  readonly random: Random;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((done: number) => void) | undefined;
}

/** Independent draws of a trial in d dimensions, each with a stream of its own. */
export function* drawsOf(
  draws: number,
  d: number,
  { random, signal, progress }: DrawOptions,
): Generator<readonly [draw: number, stream: Random]> {
  for (let draw = 0; draw < draws; draw++) {
    signal?.throwIfAborted();
    progress?.(draw / draws);
    yield [draw, random.fork(`${d}`).fork(`${draw}`)];
  }
}
