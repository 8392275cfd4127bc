import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { drawReport, folderFiles, redrawReport, storeReport, writePicture, type Report } from './index.js';

const folders: string[] = [];
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fragility-stored-'));
  folders.push(folder);
});
afterAll(async () => {
  for (const path of folders) await rm(path, { recursive: true });
});

const report = (change: Partial<Report> = {}): Report => ({
  experiment: {
    name: 'clouds',
    description: 'Are they apart?',
    engine: 'native',
    started: new Date('2026-01-02T03:04:05.678Z'),
    seconds: 1.5,
    headlines: [{ label: 'a', value: 'b', warnings: [{ code: 'odd', sentence: 'It is odd.' }] }],
  },
  tables: [
    {
      name: 'means',
      title: 'Means',
      rows: [{ d: 16, mean: 0.1 + 0.2, text: '007', odd: NaN, no: null, own: { picture: 'pictures/a.png' } }],
    },
  ],
  figures: [{ name: 'one', caption: 'One.', spec: { data: { values: [{ x: 1 }] }, mark: 'point' } }],
  notes: ['Mind the gap.'],
  ...change,
});

/** A folder as a run leaves it. */
async function run(change: Partial<Report> = {}): Promise<void> {
  const files = folderFiles(folder);
  await drawReport(await storeReport(report(change), files), files);
}

/** Every file of the folder and its bytes. */
async function contents(): Promise<[string, string][]> {
  const paths = (await readdir(folder, { recursive: true })).sort();
  const all = await Promise.all(paths.map((path) => readFile(join(folder, path), 'base64').catch(() => 'folder')));
  return paths.map((path, k) => [path, all[k]!]);
}

const refusal = (path = folder): Promise<string> =>
  redrawReport(path).then(
    () => 'drawn',
    (error: Error & { code: string }) => `${error.code}: ${error.message}`,
  );

describe('redrawReport', () => {
  it('draws what the run drew, to the byte, from the folder alone', async () => {
    const path = await writePicture(folder, { width: 1, height: 1, channels: 1, pixels: Uint8Array.of(7) });
    const exhibits = [{ caption: 'A dot', pictures: [{ label: 'itself', path }] }];
    await run({ galleries: [{ name: 'dots', title: 'Dots', exhibits }] });
    const before = await contents();
    expect(before.map(([name]) => name)).toEqual(
      expect.arrayContaining(['report.json', 'report.html', 'figures/one.svg', 'figures/one.png', 'tables/means.csv']),
    );
    for (const name of ['report.html', 'figures', 'tables']) await rm(join(folder, name), { recursive: true });
    const { report: page, files, problems } = await redrawReport(folder);
    expect([page, problems]).toEqual([join(folder, 'report.html'), []]);
    expect(files).toContain(join(folder, 'figures/one.svg'));
    expect(await contents()).toEqual(before);
    expect(await readFile(join(folder, 'tables/means.csv'), 'utf8')).toBe(
      'd,mean,text,odd,no,own\r\n16,0.30000000000000004,007,,,pictures/a.png\r\n',
    );
  });

  it('names pictures that are gone, and reads nothing outside of the folder', async () => {
    await writeFile(join(folder, 'secret.png'), 'secret');
    const lost = ['pictures/00.png', '../secret.png', 'secret.png', '/etc/hostname', 'pictures/../secret.png'];
    const exhibits = lost.map((path) => ({ caption: path, pictures: [{ label: 'x', path }] }));
    await run({ galleries: [{ name: 'lost', title: 'Lost', exhibits }] });
    const { problems } = await redrawReport(folder);
    expect(problems).toHaveLength(lost.length);
    expect(problems[0]).toContain(`pictures/00.png is not in ${folder}`);
    expect(await readFile(join(folder, 'report.html'), 'utf8')).not.toContain('data:image');
  });

  it('says what is wrong with a folder that is none of a run', async () => {
    expect(await refusal(join(folder, 'gone'))).toMatch(/^report\/folder: .*gone' does not exist, expected .*check/);
    expect(await refusal()).toMatch(/is not the results of a run: it has no report\.json; give a folder that/);
    await mkdir(join(folder, 'trials'));
    expect(await refusal()).toMatch(/holds a run without report\.json.*run the experiment again/);
    await writeFile(join(folder, 'file'), '');
    expect(await refusal(join(folder, 'file'))).toMatch(/file' is a file, expected the folder/);
  });

  it.each([
    ['{ "experiment": {', /report\.json is no JSON .*run the experiment again/],
    ['null', /report\.json has at its top: /],
    ['{}', /report\.json has experiment: /],
    [JSON.stringify({ ...report(), tables: [{ name: 'x', rows: [{ a: [1] }] }] }), /has tables\.0\.rows\.0\.a: /],
    [
      JSON.stringify({ ...report(), experiment: { ...report().experiment, started: 'once' } }),
      /has experiment\.started: /,
    ],
  ])('refuses a report.json that is %s, naming the place', async (text, expected) => {
    await writeFile(join(folder, 'report.json'), text);
    expect(await refusal()).toMatch(expected);
  });
});
