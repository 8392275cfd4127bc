import { expect, it } from '@jest/globals';
import { defineDataset } from '@fragility/dataset';
import { z } from 'zod';
import type { RunEvent } from '../../execute/events.js';
import type { Plan, Trial } from '../../plan/plan.js';
import { sharedDatasets } from './datasets.js';

const opened: number[] = [];
const definition = defineDataset({
  name: 'odd',
  summary: 'Warns',
  params: z.strictObject({ n: z.number() }),
  open: async ({ n }, { warn }) => {
    opened.push(n);
    warn?.(`odd ${n}`);
    return {
      ...{ shape: [1], classes: ['a', 'b'], bounds: null, size: { train: 0, test: 1 } },
      load: async () => ({
        inputs: { data: new Float64Array(1), shape: [1, 1] },
        labels: new Int32Array(1),
        ids: ['e'],
      }),
    };
  },
});
const trial = (n: number): Trial =>
  ({ data: `${n}`, seed: 0, settings: { dataset: { definition, params: { n } } } }) as unknown as Trial;

it('a dataset is opened once while trials that see it last, and what it warns of is told once', async () => {
  const told: string[] = [];
  const emit = (event: RunEvent): void => void (event.kind === 'warning' && told.push(event.message));
  const datasets = sharedDatasets({ folder: '.' } as Plan, { emit });
  for (const n of [1, 1, 2, 1]) await datasets.open(trial(n));
  expect(opened).toEqual([1, 2, 1]);
  expect(told).toEqual(['odd 1', 'odd 2']);
});
