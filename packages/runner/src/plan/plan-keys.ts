import type { ResultIdentity } from '@fragility/engine';
import { contentsFrom } from './contents.js';
import { keysOf, type PartKeys } from './keys.js';
import { VERSION, type Plan } from './plan.js';

/** The keys of every trial's parts, by the id of the trial; reads the files that parts depend on. */
export async function planKeys({ trials, folder }: Plan, runtime: ResultIdentity): Promise<Map<string, PartKeys>> {
  const contents = contentsFrom(folder);
  const keys = new Map<string, PartKeys>();
  for (const trial of trials) {
    const { dataset, attacks, analyses } = trial.settings;
    for (const part of [dataset, trial.chosen, ...attacks, ...analyses]) await contents.read(part);
    keys.set(trial.id, keysOf(trial, { runner: VERSION, runtime, contents: contents.of }));
  }
  return keys;
}
