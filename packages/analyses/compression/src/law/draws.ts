import type { Given } from '@fragility/analysis';
import type { Random } from '@fragility/numerics';

/** Independent draws of a trial in d dimensions, each with a stream of its own. */
export function* drawsOf(
  draws: number,
  d: number,
  { random, signal, progress }: Pick<Given, 'random' | 'signal' | 'progress'>,
): Generator<readonly [draw: number, stream: Random]> {
  for (let draw = 0; draw < draws; draw++) {
    signal?.throwIfAborted();
    progress?.(draw / draws);
    yield [draw, random.fork(`${d}`).fork(`${draw}`)];
  }
}
