import type { Examples } from '@fragility/dataset';
import { take } from '@fragility/numerics';

/** Those of some examples that nothing is known of. */
export function unknownOf({ inputs, labels, ids }: Examples, known: ReadonlyMap<string, unknown>): Examples {
  const indices = ids.flatMap((id, i) => (known.has(id) ? [] : [i]));
  if (indices.length === ids.length) return { inputs, labels, ids };
  return {
    inputs: take(inputs, indices),
    labels: labels.filter((_, i) => !known.has(ids[i]!)),
    ids: indices.map((i) => ids[i]!),
  };
}

/** The same, some at a time. */
export async function* unknown(
  chunks: AsyncIterable<Examples>,
  known: ReadonlyMap<string, unknown>,
): AsyncGenerator<Examples> {
  for await (const examples of chunks) {
    const fresh = unknownOf(examples, known);
    if (fresh.ids.length > 0) yield fresh;
  }
}
