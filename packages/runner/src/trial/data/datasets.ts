import { openDataset, type Dataset } from '@fragility/dataset';
import { once } from '../../execute/once.js';
import type { Plan } from '../../plan/plan.js';
import type { DatasetProvider } from '../../ports/dataset-provider.js';
import type { EventSink } from '../../ports/event-sink.js';
import { seedsOfTrial } from '../seeds.js';

/** Opens each dataset once while the trials that see it last; what one warns of is told once in a run. */
export function sharedDatasets(plan: Plan, events: EventSink, signal?: AbortSignal): DatasetProvider {
  let current: { readonly key: string; readonly dataset: Promise<Dataset> } | undefined;
  const warn = once((message) => events.emit({ kind: 'warning', message }));
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
