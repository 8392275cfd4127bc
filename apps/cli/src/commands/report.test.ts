import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { CLOUDS } from '../testing/clouds.js';
import { fragility } from '../testing/command.js';
import { folder } from '../testing/folder.js';

const EXPERIMENT = `${CLOUDS}analyses: [{ use: portraits }]\n`;

it('draws a report again that is the same to the byte, without the config and its plugins', async () => {
  const [config, out] = [join(folder(), 'clouds.yaml'), folder()];
  writeFileSync(config, EXPERIMENT);
  expect(await fragility('run', config, '--out', out)).toMatchObject({ code: 0 });
  rmSync(config);
  const [page, table] = [join(out, 'report.html'), join(out, 'tables/robust-accuracy.csv')];
  const before = [readFileSync(page), readFileSync(table)];
  rmSync(page);
  rmSync(table);
  expect(await fragility('report', out)).toEqual({ code: 0, stdout: `report: ${page}\n`, stderr: '' });
  expect([readFileSync(page), readFileSync(table)]).toEqual(before);
});

it('refuses a folder that is not the results of a run, as bad input', async () => {
  const empty = folder();
  expect(await fragility('report', empty)).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/^error: \[report\/read\] the folder '.*' is not the results of a run: .*; give a/),
  });
  expect(await fragility('report', join(empty, 'gone'))).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/does not exist/),
  });
  expect(await fragility('report')).toMatchObject({ code: 2 });
});
