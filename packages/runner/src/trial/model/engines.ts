import type { Classifier } from '@fragility/model';
import type { TrialResult } from '../../store/result.js';

/** Where a model says nothing of it. */
const OWN = "the model's own code";

/** What a model says that it runs on. */
export function engineOf({ facts }: Pick<Classifier, 'facts'>): string {
  const said = facts?.['engine'];
  return typeof said === 'string' ? said : OWN;
}

/** What the models of finished trials ran on, each once; `loaded` where there are none. */
export function enginesOf(results: readonly TrialResult[], loaded: string): string {
  const engines = results.flatMap((result) => (result.status === 'done' ? [result.engine] : []));
  return engines.length > 0 ? [...new Set(engines)].join(', ') : loaded;
}
