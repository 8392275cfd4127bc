import { describe, expect, it } from '@jest/globals';
import { analysisChecks } from '@fragility/analysis/conformance';
import { runChecks } from '@fragility/plugin';
import { pluginChecks } from '@fragility/plugin/conformance';
import plugin from './index.js';
import { attackOf } from './testing/analysis.js';
import { networkOf, problemOf } from './testing/problem.js';

it('is a plugin', async () => {
  expect((await runChecks(pluginChecks(plugin))).filter(({ passed }) => !passed)).toEqual([]);
});

const PARAMS: Readonly<Record<string, object>> = {
  'certified-radius': { norm: 'l2' },
  'certified-accuracy': { budgets: { l2: [0.1, 0.5] } },
  'randomised-smoothing': { sigma: 0.5 },
  lipschitz: { norm: 'l2' },
  clever: { norm: 'l2', radius: 1, batches: 5, samples: 4 },
};

const given = () => ({
  ...problemOf(networkOf(1, [4, 10, 8, 3]), 6),
  attacks: [attackOf('far', 'l2', { 'p-0': 100, 'p-1': null })],
});

describe.each(plugin.provides.map((definition) => [definition.name, definition] as const))('%s', (name, definition) => {
  it('keeps the contract', async () => {
    const checks = analysisChecks(definition as never, { params: PARAMS[name], given });
    expect((await runChecks(checks)).filter(({ passed }) => !passed)).toEqual([]);
  });
});
