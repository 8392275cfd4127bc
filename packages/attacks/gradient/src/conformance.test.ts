import { describe, expect, it } from '@jest/globals';
import { attackChecks } from '@fragility/attack/conformance';
import { runChecks } from '@fragility/plugin';
import { pluginChecks } from '@fragility/plugin/conformance';
import plugin, { fgsm, pgd } from './index.js';

it('is a plugin', async () => {
  expect((await runChecks(pluginChecks(plugin))).filter(({ passed }) => !passed)).toEqual([]);
});

describe.each([
  ['fgsm', attackChecks(fgsm, { params: { loss: 'margin' } })],
  ['pgd', attackChecks(pgd, { params: { loss: 'margin' } })],
  ['pgd by cross-entropy', attackChecks(pgd)],
])('%s', (_, checks) => {
  it.each(checks.map(({ name, run }) => [name, run] as const))('%s', async (_name, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
