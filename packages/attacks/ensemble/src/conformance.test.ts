import { describe, expect, it } from '@jest/globals';
import { attackChecks } from '@fragility/attack/conformance';
import { runChecks } from '@fragility/plugin';
import { pluginChecks } from '@fragility/plugin/conformance';
import plugin, { autoattack, bisectedPgd, estimatedPgd, fragilityMin } from './index.js';

it('is a plugin', async () => {
  expect((await runChecks(pluginChecks(plugin))).filter(({ passed }) => !passed)).toEqual([]);
});

const CASES = [
  ['autoattack', autoattack, { steps: 20, queries: 40 }],
  ['autoattack plus', autoattack, { version: 'plus', steps: 10, queries: 20 }],
  ['autoattack rand', autoattack, { version: 'rand', steps: 10 }],
  ['fragility-min', fragilityMin, { gradients: 100 }],
  ['bisected-pgd', bisectedPgd, { steps: 15, halvings: 8 }],
  ['estimated-pgd by NES', estimatedPgd, { steps: 5, queries: 6 }],
  ['estimated-pgd by SPSA', estimatedPgd, { steps: 5, queries: 6, method: 'spsa' }],
] as const;

const COORDINATES = { method: 'coordinates', loss: 'margin', steps: 8, step: 0.25 };
const CHECKS = [
  ...CASES.map(([name, definition, params]) => [name, attackChecks(definition, { params })] as const),
  ['estimated-pgd by coordinates', attackChecks(estimatedPgd, { params: COORDINATES, reachesOptimum: true })] as const,
];

describe.each(CHECKS)('%s', (_, checks) => {
  it.each(checks.map(({ name, run }) => [name, run] as const))('%s', async (_name, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
