import { openDataset, type Dataset } from '@fragility/dataset';
import type { Plan, Trial } from '../plan/plan.js';
import { seedsOfTrial } from './seeds.js';

/** Opens each dataset once while the trials that see it last. */
export function sharedDataset(
  plan: Plan,
  warn: (message: string) => void,
  signal?: AbortSignal,
): (trial: Trial) => Promise<Dataset> {
  let current: { readonly key: string; readonly dataset: Promise<Dataset> } | undefined;
  return ({ data, seed, settings }) => {
    if (current?.key !== data) {
      const { definition, params } = settings.dataset;
      const context = { seed: seedsOfTrial(seed).dataset, folder: plan.folder, warn, ...(signal ? { signal } : {}) };
      current = { key: data, dataset: openDataset(definition, params, context) };
    }
    return current.dataset;
  };
}
