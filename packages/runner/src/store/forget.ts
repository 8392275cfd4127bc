import type { PartKeys } from '../plan/keys.js';
import type { ResultStore } from '../ports/result-store.js';
import { forgetShards } from './shards/slices.js';

/** Forgets what is kept of the results of a model, and of the attacks and analyses of them. */
export async function forgetResults(store: ResultStore, { evaluation, attacks, analyses }: PartKeys): Promise<void> {
  for (const folder of [`evaluations/${evaluation}`, ...attacks.map((key) => `attacks/${key}`)])
    for (const path of await store.list(folder)) await store.remove(path);
  await store.remove(`evaluations/${evaluation}.json`);
  for (const key of analyses) await store.remove(`analyses/${key}.json`);
}

/** Forgets every part of a trial. */
export async function forgetParts(store: ResultStore, keys: PartKeys): Promise<void> {
  await store.remove(`trials/${keys.trial}.json`);
  await forgetShards(store, keys.trial);
  await forgetResults(store, keys);
  await store.remove(`models/${keys.model}.json`);
  await store.remove(`models/${keys.model}.onnx`);
}
