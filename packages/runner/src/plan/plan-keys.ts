import type { ResultIdentity } from '@fragility/engine';
import { contentsFrom } from './contents.js';
import { identity } from './identity.js';
import { keysOf, type AnyChosen, type KeyContext, type PartKeys } from './keys.js';
import { VERSION, type Plan } from './plan.js';
import { trajectoryOf } from './trajectory.js';

/** Hashes of the parts of a plan, each made once however many trials it is in; reads the files that they depend on. */
async function partHashes({ trials, folder }: Plan): Promise<Pick<KeyContext, 'part' | 'trajectory'>> {
  const contents = contentsFrom(folder);
  const hashes = new Map<AnyChosen, string>();
  const hashOf = (part: AnyChosen, params: unknown): string => {
    const { plugin, definition } = part;
    return identity([`${plugin.source}/${definition.name}`, plugin.version, params, contents.of(part)]);
  };
  for (const { settings, chosen } of trials)
    for (const part of [settings.dataset, chosen, ...settings.attacks, ...settings.analyses]) {
      if (hashes.has(part)) continue;
      await contents.read(part);
      hashes.set(part, hashOf(part, part.filled));
    }
  return {
    part: (part) => hashes.get(part)!,
    trajectory: (model) => {
      const own = trajectoryOf(model);
      return own && { training: hashOf(model, own.training), steps: own.steps };
    },
  };
}

/** The keys of every trial's parts, by the id of the trial; reads the files that parts depend on. */
export async function planKeys(plan: Plan, runtime: ResultIdentity): Promise<Map<string, PartKeys>> {
  const context = { runner: VERSION, runtime, ...(await partHashes(plan)) };
  return new Map(plan.trials.map((trial) => [trial.id, keysOf(trial, context)]));
}
