import type { FoundRecord, SweptTrial } from '@fragility/analysis';
import { attacksOf } from './attacks.js';

/** What an attack did to examples e0, e1, …: a distance each, null where it found nothing, `skipped` where the example was misclassified before. */
export const records = (
  attack: string,
  budget: number | null,
  distances: readonly (number | null | 'skipped')[],
  more: Partial<FoundRecord> = {},
): FoundRecord[] =>
  distances.map((distance, k) => ({
    ...{ id: `e${k}`, attack, norm: 'l2', budget, label: 0, class: 0, margin: 1, forwards: 10, backwards: 5 },
    outcome: distance === 'skipped' ? 'skipped' : distance === null ? 'robust' : 'fooled',
    success: distance !== null,
    skipped: distance === 'skipped',
    distance: distance === 'skipped' ? 0 : distance,
    ...more,
  }));

/** A trial of these records. */
export const trialOf = (found: readonly FoundRecord[], more: Partial<SweptTrial> = {}): SweptTrial => ({
  ...{ trial: 't', model: 'net', seed: 1, swept: {}, probabilities: false },
  attacks: attacksOf(found),
  ...more,
});
