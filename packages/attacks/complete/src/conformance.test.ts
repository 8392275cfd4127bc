import { describe, expect, it } from '@jest/globals';
import { attackChecks } from '@fragility/attack/conformance';
import { runChecks } from '@fragility/plugin';
import { pluginChecks } from '@fragility/plugin/conformance';
import plugin, { bab } from './index.js';

it('is a plugin', async () => {
  expect((await runChecks(pluginChecks(plugin))).filter(({ passed }) => !passed)).toEqual([]);
});

describe('bab', () => {
  it.each(attackChecks(bab, { params: { rounds: 12, parts: 40 } }).map(({ name, run }) => [name, run] as const))(
    '%s',
    async (_name, run) => {
      await expect(run()).resolves.toBeUndefined();
    },
  );
});
