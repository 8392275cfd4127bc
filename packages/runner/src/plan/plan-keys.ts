import type { ResultIdentity } from '@fragility/engine';
import { contentsFrom } from './contents.js';
import { identity } from './identity.js';
import { keysOf, type AnyChosen, type PartKeys } from './keys.js';
import { VERSION, type Plan } from './plan.js';

/** Hashes of the parts of a plan, each made once however many trials it is in; reads the files that they depend on. */
async function partHashes({ trials, folder }: Plan): Promise<ReadonlyMap<AnyChosen, string>> {
  const contents = contentsFrom(folder);
  const hashes = new Map<AnyChosen, string>();
  for (const { settings, chosen } of trials)
    for (const part of [settings.dataset, chosen, ...settings.attacks, ...settings.analyses]) {
      if (hashes.has(part)) continue;
      await contents.read(part);
      const { plugin, definition, filled } = part;
      const use = `${plugin.source}/${definition.name}`;
      hashes.set(part, identity([use, plugin.version, filled, contents.of(part)]));
    }
  return hashes;
}

/** The keys of every trial's parts, by the id of the trial; reads the files that parts depend on. */
export async function planKeys(plan: Plan, runtime: ResultIdentity): Promise<Map<string, PartKeys>> {
  const hashes = await partHashes(plan);
  const context = { runner: VERSION, runtime, part: (part: AnyChosen) => hashes.get(part)! };
  return new Map(plan.trials.map((trial) => [trial.id, keysOf(trial, context)]));
}
