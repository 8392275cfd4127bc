import { expect, it } from '@jest/globals';
import type { Settings } from '../../plan/settings.js';
import { secondsToWrite } from './writing.js';

const trial = (limit: number | undefined, ...budgets: (readonly number[] | undefined)[]): { settings: Settings } => ({
  settings: {
    evaluate: { limit },
    analyses: [{}, {}],
    attacks: budgets.map((own) => ({ options: { budgets: own } })),
  } as unknown as Settings,
});

it('writing takes a little, more for the figures of an analysis, and for every record that there will be', () => {
  expect(secondsToWrite([])).toBe(2);
  expect(secondsToWrite([trial(undefined, [1])])).toBeCloseTo(4.2, 12);
  expect(secondsToWrite([trial(undefined, [1])], false)).toBe(0);
  expect(secondsToWrite([trial(1000, [1, 2, 3], undefined)])).toBeCloseTo(4.6, 12);
  expect(secondsToWrite([trial(1000, [1]), trial(undefined, [1])])).toBeCloseTo(4.3, 12);
});
