import { describe, expect, it } from '@jest/globals';
import { attackChecks } from '@fragility/attack/conformance';
import { runChecks } from '@fragility/plugin';
import { pluginChecks } from '@fragility/plugin/conformance';
import plugin, { hopSkipJump, square } from './index.js';

it('is a plugin', async () => {
  expect((await runChecks(pluginChecks(plugin))).filter(({ passed }) => !passed)).toEqual([]);
});

describe.each([
  ['square', attackChecks(square, { params: { queries: 60 } })],
  [
    'hop-skip-jump',
    attackChecks(hopSkipJump, { params: { steps: 6, probes: 20 }, reachesOptimum: true, tolerance: 1.3 }),
  ],
])('%s', (_, checks) => {
  it.each(checks.map(({ name, run }) => [name, run] as const))('%s', async (_name, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
