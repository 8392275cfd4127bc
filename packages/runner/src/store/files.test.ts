import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from '@jest/globals';
import { folder } from '../testing/experiments.js';
import { sweep } from './files.js';

const LEFT = '.0f0e0d0c-1111-4222-8333-444444444444.tmp';

it('what a killed run has left half written goes: at once where a run is alone, once it is old where others may write', async () => {
  const out = folder();
  const put = (path: string, secondsAgo: number): string => {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), 'half');
    const then = Date.now() / 1000 - secondsAgo;
    utimesSync(join(out, path), then, then);
    return join(out, path);
  };
  const goes = [put(`tables/a.csv${LEFT}`, 0), put(`store/trials/b.json${LEFT}`, 90), put(`report.html${LEFT}`, 0)];
  const stays = [put(`store/trials/c.json${LEFT}`, 10), put('tables/notes.tmp', 900), put(`tables/a${LEFT}.txt`, 900)];
  await sweep(out, ['store']);
  expect(goes.map(existsSync)).toEqual([false, false, false]);
  expect(stays.map(existsSync)).toEqual([true, true, true]);
  const shared = [put(`store/trials/d.json${LEFT}`, 10), put(`tables/e.csv${LEFT}`, 10)];
  await sweep(out);
  expect(shared.map(existsSync)).toEqual([true, true]);
});
