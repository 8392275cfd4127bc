import type { Norm } from '@fragility/numerics';

/** The nearest point that attacks found of an example. */
export interface Nearest {
  readonly distance: number;
  /** Name of the attack that found it. */
  readonly attack: string;
}

/** What is read of an attack, of a trial at work or of a finished one. */
export interface Attacked {
  readonly name: string;
  readonly norm: Norm;
  readonly targeted: boolean;
  records(): AsyncIterable<{
    readonly id: string;
    readonly success: boolean;
    readonly skipped: boolean;
    readonly distance: number | null;
  }>;
}

/** The nearest point that the untargeted attacks of a norm found, by example; of those that resist or are misclassified, none. */
export async function nearestFound(attacks: readonly Attacked[], norm: Norm): Promise<Map<string, Nearest>> {
  const found = new Map<string, Nearest>();
  for (const attack of attacksIn(attacks, norm))
    for await (const { id, success, skipped, distance } of attack.records()) {
      if (!success || skipped || distance === null || !Number.isFinite(distance)) continue;
      const known = found.get(id);
      if (!known || distance < known.distance) found.set(id, { distance, attack: attack.name });
    }
  return found;
}

/** The untargeted attacks of a norm. */
export const attacksIn = (attacks: readonly Attacked[], norm: Norm): readonly Attacked[] =>
  attacks.filter((attack) => attack.norm === norm && !attack.targeted);
