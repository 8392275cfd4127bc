import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CLOUDS } from './testing/clouds.js';
import { fragility } from './testing/command.js';
import { folder } from './testing/folder.js';

const EXPERIMENT = `${CLOUDS}sweep: { seed: { repeat: 3 } }\n`;

describe('fragility in shards', () => {
  it('runs them in any order, says what is missing with code 3, and collects the tables of one run', async () => {
    const [config, one, many] = [join(folder(), 'clouds.yaml'), folder(), folder()];
    writeFileSync(config, EXPERIMENT);
    const listed = await fragility('plan', config, '--json', '--shards', '2');
    const { fragility: version, name, parts, trials, shards } = JSON.parse(listed.stdout);
    expect([version, name, parts.length, trials.length, shards.length]).toEqual([1, 'clouds', 15, 3, 2]);
    expect((await fragility('plan', config, '--json', '--shards', '2')).stdout).toBe(listed.stdout);

    await fragility('run', config, '--out', one, '--jobs', '1', '--no-figures');
    const first = await fragility('run', config, '--out', many, '--shard', '1/2', '--jobs', '1', '--no-figures');
    expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('shard 1/2') });
    const partly = await fragility('collect', config, '--out', many);
    expect(partly).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/missing: .*small, seed 0.*2 of 3 trials/s),
    });
    await fragility('run', config, '--out', many, '--shard', '0/2', '--jobs', '1', '--no-figures');
    expect(await fragility('collect', config, '--out', many)).toMatchObject({ code: 0, stderr: '' });
    for (const table of ['attacks', 'robustness', 'robust-accuracy'])
      expect(readFileSync(join(many, 'tables', `${table}.csv`))).toEqual(
        readFileSync(join(one, 'tables', `${table}.csv`)),
      );
  });

  it('refuses what is no shard, and --fresh', async () => {
    const config = join(folder(), 'clouds.yaml');
    writeFileSync(config, EXPERIMENT);
    expect(await fragility('run', config, '--shard', '2/2')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('0/2 … 1/2'),
    });
    expect((await fragility('run', config, '--shard', '0/2', '--fresh')).code).toBe(2);
  });
});
