import { describe, expect, it } from '@jest/globals';
import { analysisChecks, collectRows } from '@fragility/analysis/conformance';
import { runChecks } from '@fragility/plugin';
import { pluginChecks } from '@fragility/plugin/conformance';
import plugin from './index.js';
import { offsetAttack } from './testing/attack.js';
import { networkOf, problemOf, summaryOf, sweptRows } from './testing/problem.js';

it('is a plugin', async () => {
  expect((await runChecks(pluginChecks(plugin))).filter(({ passed }) => !passed)).toEqual([]);
});

/** Numbers that are none, anywhere. */
const notFinite = (value: unknown): boolean =>
  typeof value === 'number'
    ? !Number.isFinite(value)
    : typeof value === 'object' && value !== null && Object.values(value).some(notFinite);

const given = (kind: Parameters<typeof networkOf>[0]) => ({
  ...problemOf(networkOf(kind)),
  attacks: [offsetAttack('add', (x) => x.map((value) => 0.1 * value + 0.01))],
});

describe.each(plugin.provides.map((definition) => [definition.name, definition] as const))('%s', (_, definition) => {
  it.each(['relu', 'flat'] as const)('keeps the contract on a network that is %s', async (kind) => {
    const checks = analysisChecks(definition as never, { given: () => given(kind) });
    expect((await runChecks(checks)).filter(({ passed }) => !passed)).toEqual([]);
  });

  it.each(['identity', 'tanh', 'flat'] as const)(
    'leaves its claims undecided for a reason, and no number open, on one seed that is %s',
    async (kind) => {
      const rows = sweptRows(await collectRows(definition as never, {}, given(kind)));
      const summary = await summaryOf(definition as never, rows);
      expect(notFinite(summary)).toBe(false);
      for (const claim of summary.claims ?? [])
        expect(claim).toMatchObject({ verdict: 'undecided', reason: expect.stringMatching(/./) });
    },
  );
});
