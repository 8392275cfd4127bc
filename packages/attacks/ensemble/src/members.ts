import type { Attacker, Example } from '@fragility/attack';

/** What ensembles ask of one example: whatever their members ask. */
export type GradientExample = Example<'gradient'>;

/** An attack of an ensemble, under the name that the record gives where it finds the point. */
export interface Member {
  readonly name: string;
  attack(example: GradientExample): Promise<unknown>;
}

/** A member out of what a definition's `create` returns; a point it returns is asked about, as the host would. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export const member = (name: string, attacker: Attacker<any, any>): Member => ({
  name,
  attack: async (example) => {
    const returned = await attacker(example as never);
    if (returned) await example.decide(returned);
  },
});

/** Runs members one after the other, naming each to the host. */
export async function inTurn(example: GradientExample, members: readonly Member[]): Promise<void> {
  for (const { name, attack } of members) {
    example.note({ by: name });
    await attack(example);
  }
}
