import { type AttackHandle, groupBy } from '@fragility/analysis';
import { examplesAt, type Examples } from '@fragility/dataset';
import type { Row } from '@fragility/numerics';
import type { Pair } from './pairs.js';

/** The smallest confirmed perturbation of a pair's first example that brings the logit of the second's class above that of its own. */
export interface Smallest {
  readonly distance: number;
  /** Name of the attack that found it. */
  readonly attack: string;
  readonly point: Row;
}

/**
 * Attacks every pair between its two classes only, with every attack. Results are in the order of the pairs, null where none succeeded;
 * `found` is told of each as soon as it is known, and may let go of the point.
 */
export async function smallestBetween<T>(
  attacks: readonly AttackHandle[],
  examples: Examples,
  pairs: readonly Pair[],
  found: (smallest: Smallest, pair: number) => T,
): Promise<(T | null)[]> {
  const answers: (T | null)[] = pairs.map(() => null);
  const numbered = pairs.map((pair, k) => ({ ...pair, k }));
  const classes = ({ i, j }: Pair): [number, number] => [examples.labels[i]!, examples.labels[j]!];
  for (const group of groupBy(numbered, (pair) => classes(pair).join()).values()) {
    const sources = examplesAt(
      examples,
      group.map(({ i }) => i),
    );
    const best: (Smallest | null)[] = group.map(() => null);
    for (const handle of attacks) {
      let at = 0;
      for await (const { success, distance, candidate } of handle.attack(sources, { classes: classes(group[0]!) })) {
        const known = best[at];
        if (success && candidate && !(known && known.distance <= distance))
          best[at] = { distance, attack: handle.name, point: candidate };
        at++;
      }
    }
    group.forEach(({ k }, at) => {
      const smallest = best[at];
      if (smallest) answers[k] = found(smallest, k);
    });
  }
  return answers;
}
