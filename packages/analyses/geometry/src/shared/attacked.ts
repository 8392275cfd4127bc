import type { AttackHandle } from '@fragility/analysis';
import type { Examples } from '@fragility/dataset';
import type { Row } from '@fragility/numerics';

/** The smallest L2 perturbation that the attacks of the experiment found of an example, and what was made of it. */
export interface Found<T> {
  readonly distance: number;
  /** Name of the attack. */
  readonly attack: string;
  readonly made: T;
}

/** Attacks that look for the smallest L2 perturbation to any other class. */
export const usable = (attacks: readonly AttackHandle[]): AttackHandle[] =>
  attacks.filter(({ norm, goal, targeted }) => norm === 'l2' && goal === 'smallest' && !targeted);

/**
 * Attacks all examples and keeps the smallest perturbation of each, by its id; of those that are misclassified, none.
 *
 * @param make what is kept of the point found; the point itself is let go
 */
export async function smallestFound<T>(
  attacks: readonly AttackHandle[],
  examples: Examples,
  make: (point: Row, index: number) => T,
): Promise<Map<string, Found<T>>> {
  const found = new Map<string, Found<T>>();
  const places = new Map(examples.ids.map((id, k) => [id, k]));
  for (const handle of usable(attacks))
    for await (const { id, success, skipped, distance, candidate } of handle.attack(examples)) {
      const known = found.get(id);
      if (!success || skipped || !candidate || !(distance > 0) || (known && known.distance <= distance)) continue;
      found.set(id, { distance, attack: handle.name, made: make(candidate, places.get(id)!) });
    }
  return found;
}
