import type { Dataset } from '@fragility/dataset';
import type { Trial } from '../plan/plan.js';

/** Opens the data of trials. */
export interface DatasetProvider {
  /** The dataset of a trial; trials with equal `data` may share one. */
  open(trial: Trial): Promise<Dataset>;
}
