import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { pairedDifference, proportionDifference } from '@fragility/numerics';
import { CLOUDS } from '../../testing/clouds.js';
import { fragility } from '../../testing/command.js';
import { folder } from '../../testing/folder.js';
import { changesOf, differencesOf } from './differences.js';
import type { Found, Part } from './records.js';

const part = (robust: readonly boolean[], more: Partial<Part> = {}, from = 0): Map<string, Part> =>
  new Map([
    [
      'key',
      {
        ...{ model: 'net', attack: 'pgd', norm: 'l2', budget: 1, swept: '' },
        found: new Map(
          robust.map((holds, k): [string, Found] => [
            `0 e${k + from}`,
            { clean: true, robust: holds, distance: holds ? Infinity : k + 1 },
          ]),
        ),
        ...more,
      },
    ],
  ]);

describe('differencesOf', () => {
  it('pairs examples that are the same', () => {
    const before = part([true, true, true, false, false]);
    const after = part([true, false, false, false, true]);
    const [clean, robust] = differencesOf(before, after).accuracies;
    expect(clean).toMatchObject({ measure: 'clean accuracy', first: 1, second: 1, difference: 0, paired: true });
    const { difference, interval } = pairedDifference({ both: 1, first: 1, second: 2, neither: 1 });
    expect(robust).toMatchObject({
      first: 0.6,
      second: 0.4,
      difference,
      low: interval[0],
      high: interval[1],
      paired: true,
    });
  });

  it('takes other examples for independent ones', () => {
    const [, robust] = differencesOf(part([true, true, false]), part([true, false, false, false], {}, 2)).accuracies;
    const { difference, interval } = proportionDifference({ successes: 1, n: 4 }, { successes: 2, n: 3 });
    expect(robust).toMatchObject({ difference, low: interval[0], high: interval[1], paired: false, examples: 4 });
  });

  it('compares smallest perturbations example by example, where nothing was found as the largest', () => {
    const least = { budget: null };
    const { accuracies, distances } = differencesOf(
      part([false, false, false, true], least),
      part([false, true, false, true], least),
    );
    expect(accuracies).toHaveLength(1);
    expect(distances).toEqual([expect.objectContaining({ first: 2.5, second: null, larger: 1, smaller: 0, p: 1 })]);
  });

  it('leaves out what only one run has', () => {
    expect(differencesOf(part([true]), new Map())).toEqual({ accuracies: [], distances: [] });
  });
});

it('changes are those entries that differ, whatever they are called', () => {
  expect(changesOf({ a: 1, b: 2, constructor: 3 }, { a: 1, b: 3, c: 4 })).toEqual([
    { name: 'b', first: 2, second: 3 },
    { name: 'constructor', first: 3, second: null },
    { name: 'c', first: null, second: 4 },
  ]);
});

describe('fragility compare', () => {
  it('says what changed and what came of it, in the terminal and as a page', async () => {
    const [config, first, second, out] = [join(folder(), 'clouds.yaml'), folder(), folder(), folder()];
    writeFileSync(config, CLOUDS);
    await fragility('run', config, '--out', first, '--no-figures');
    await fragility('run', config, '--out', second, '--no-figures', '--set', 'seed=1');
    const { code, stdout, stderr } = await fragility('compare', first, second, '--out', out);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('  config seed: 0 → 1\n');
    expect(stdout).toMatch(/small: clean accuracy 100\.0 % → 100\.0 %: \+0\.0 points \(95 %: −\d/);
    expect(stdout).toMatch(/small, slide L2: median smallest perturbation 1\.\d+ → \d\.\d+/);
    const page = readFileSync(join(out, 'report.html'), 'utf8');
    expect(page).toContain('What changed in the config');
    expect(page).toContain('Newcombe');
  });

  it('refuses one folder, and one that is no run', async () => {
    expect(await fragility('compare', folder())).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/two or more/),
    });
    expect(await fragility('compare', folder(), folder())).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/has no manifest/),
    });
  });
});
