import { describe, expect, it } from '@jest/globals';
import { attackChecks } from '@fragility/attack/conformance';
import { runChecks } from '@fragility/plugin';
import { pluginChecks } from '@fragility/plugin/conformance';
import plugin from './index.js';
import { CASES } from './testing/attacks.js';

it('is a plugin, all of whose attacks are tested', async () => {
  expect((await runChecks(pluginChecks(plugin))).filter(({ passed }) => !passed)).toEqual([]);
  expect(new Set(CASES.map(({ attack }) => attack.name))).toEqual(new Set(plugin.provides.map(({ name }) => name)));
});

describe.each(CASES.map(({ name, attack, params }) => [name, attackChecks(attack, { params })] as const))(
  '%s',
  (_, checks) => {
    it.each(checks.map(({ name, run }) => [name, run] as const))('%s', async (_name, run) => {
      await expect(run()).resolves.toBeUndefined();
    });
  },
);
