import { selected, stream, type Examples } from '@fragility/dataset';
import { withMembers } from '@fragility/plugin';
import type { Slice } from '../../plan/slice.js';
import type { Settings } from '../../plan/settings.js';
import { loading } from './open.js';
import type { TrialData } from './open.js';
import type { Evaluation } from './evaluation.js';

/** Bytes of inputs that are kept, so that the next attack need not load them again. */
const KEPT_BYTES = 2 ** 28;

/** Some of the examples of a trial, as {@link Evaluation.chunks} has all; none where none of them can be read. */
export function partOf(
  { dataset }: Pick<TrialData, 'dataset'>,
  { dataset: chosen, evaluate }: Pick<Settings, 'dataset' | 'evaluate'>,
  { from, to }: Slice,
  signal?: AbortSignal,
): Pick<Evaluation, 'chunks' | 'count' | 'first'> {
  const { split, limit } = evaluate;
  const whole = { ...(split ? { split } : {}), ...(limit === undefined ? {} : { limit }) };
  const indices = selected(dataset, whole).subarray(from, to ?? undefined);
  const load = loading(chosen);
  const named = withMembers(dataset, { load: (...asked) => load(() => dataset.load(...asked)) });
  const bytes = 8 * indices.length * dataset.shape.reduce((a, b) => a * b, 1);
  const chunks = (): AsyncIterable<Examples> =>
    stream(named, { ...(split ? { split } : {}), indices }, signal ? { signal } : {});
  let kept: Promise<Examples[]> | undefined;
  return {
    count: indices.length,
    first: from,
    async *chunks() {
      if (bytes <= KEPT_BYTES) yield* await (kept ??= all(chunks()));
      else yield* chunks();
    },
  };
}

async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of list) found.push(one);
  return found;
}
