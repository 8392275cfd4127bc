import { openDataset, type Dataset } from '@fragility/dataset';
import type { Plan } from '../../plan/plan.js';
import type { DatasetProvider } from '../../ports/dataset-provider.js';
import type { EventSink } from '../../ports/event-sink.js';
import { seedsOfTrial } from '../seeds.js';

/** Opens each dataset once while the trials that see it last. */
export function sharedDatasets(plan: Plan, events: EventSink, signal?: AbortSignal): DatasetProvider {
  let current: { readonly key: string; readonly dataset: Promise<Dataset> } | undefined;
  const warn = (message: string): void => events.emit({ kind: 'warning', message });
  return {
    open: ({ data, seed, settings }) => {
      if (current?.key !== data) {
        const { definition, params } = settings.dataset;
        const context = { seed: seedsOfTrial(seed).dataset, folder: plan.folder, warn, ...(signal ? { signal } : {}) };
        current = { key: data, dataset: openDataset(definition, params, context) };
      }
      return current.dataset;
    },
  };
}
