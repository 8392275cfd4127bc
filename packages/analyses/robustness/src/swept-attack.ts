import type { AttackHandle, SweptAttack } from '@fragility/analysis';

/** An attack of a trial as a sweep holds it: its records go under its name in the config, and distances that are not finite are null. */
export const sweptAttack = (attack: AttackHandle): SweptAttack => ({
  ...attack,
  async *records() {
    for await (const record of attack.records())
      yield {
        ...record,
        attack: attack.name,
        distance: Number.isFinite(record.distance) ? record.distance : null,
      };
  },
});
