import { expect, it } from '@jest/globals';
import { strictObject, string } from 'valibot';
import { analysisChecks } from './conformance/index.js';
import { runChecks } from '@fragility/plugin';
import { defineConclusion } from './conclusion.js';

const largest = defineConclusion({
  name: 'largest',
  summary: 'The largest value of a column',
  params: strictObject({ of: string() }),
  reads: ({ of }) => [{ path: ['of'], column: of }],
  async conclude({ of }, measured) {
    const values = (await measured(of)).map(({ value }) => value);
    return values.length > 0 ? { metrics: { largest: Math.max(...values) } } : {};
  },
});

it('concludes from what others have measured, without rows of its own', async () => {
  const measurement = { trial: 't', model: 'm', seed: 1, swept: {}, example: 'a', draw: '1/0' };
  const measured = { 'qr.distance': [3, 5, 4].map((value) => ({ ...measurement, value })) };
  expect(await largest.summarise!([], { of: 'qr.distance' }, [], async () => measured['qr.distance'])).toEqual({
    metrics: { largest: 5 },
  });
  const checks = analysisChecks(largest, { params: { of: 'qr.distance' }, given: () => ({}), measured });
  expect((await runChecks(checks)).filter(({ passed }) => !passed)).toEqual([]);
  expect([largest.columns, largest.needs, largest.passes!({ of: 'x' }, { examples: 9, classes: 2 })]).toEqual([
    {},
    [],
    0,
  ]);
});
