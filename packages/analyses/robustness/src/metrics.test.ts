import { expect, it } from '@jest/globals';
import { robustMetrics } from './metrics.js';

const row = (more: object) => ({
  ...{ model: 'net', dimension: 64, attack: 'pgd', norm: 'linf', budget: 0.1, examples: 8, clean_accuracy: 1 },
  ...{ robust_accuracy: 0.25, median_distance: 0.07, forwards_per_example: 3, robust_low: 0, robust_high: 1 },
  ...{ warnings: 'probabilities', criterion: 'untargeted' },
  ...more,
});

it('metrics are named by model, swept values, attack, norm and budget', () => {
  expect(robustMetrics([row({})])).toEqual({
    'net/dimension 64/pgd/linf 0.1/clean_accuracy': 1,
    'net/dimension 64/pgd/linf 0.1/robust_accuracy': 0.25,
    'net/dimension 64/pgd/linf 0.1/median_distance': 0.07,
  });
});

it('metrics leave out what there is not: robust accuracy without a budget, a median beyond all that was found', () => {
  expect(robustMetrics([row({ attack: 'ddn', budget: null, median_distance: null })])).toEqual({
    'net/dimension 64/ddn/linf/clean_accuracy': 1,
  });
});
