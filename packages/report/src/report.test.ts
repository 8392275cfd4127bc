import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { drawReport, folderFiles, writePicture, writeReport, type ReportOptions } from './index.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fragility-report-'));
});
afterAll(() => rm(folder, { recursive: true }));

const evil = '<script>alert("x")</script>';
const line = {
  data: {
    values: [
      { x: 1, y: 2 },
      { x: 2, y: 3 },
    ],
  },
  mark: { type: 'line', clip: true },
  encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
};
const options = (change: Partial<ReportOptions> = {}): ReportOptions => ({
  folder: join(folder, 'out'),
  experiment: {
    name: `name ${evil}`,
    description: `description ${evil}`,
    engine: `native ${evil}`,
    started: new Date('2026-01-02T03:04:05Z'),
    seconds: 83,
    headlines: [{ label: `label ${evil}`, value: `value ${evil}` }],
  },
  tables: [{ name: 'means', title: `title ${evil}`, rows: [{ d: 16, mean: 0.20261030206819053, note: evil }] }],
  figures: [
    { name: 'first', caption: `caption ${evil}`, spec: line },
    { name: 'second', caption: 'Another.', spec: { ...line, title: evil } },
  ],
  notes: [`note ${evil}`],
  ...change,
});

/** One script, and the policy of the page names it. */
function expectOwnScript(html: string): void {
  const scripts = [...html.matchAll(/<script>([^]*?)<\/script>/g)].map(([, text]) => text!);
  expect(html.split('<script')).toHaveLength(2);
  expect(html).toContain(`script-src 'sha256-${createHash('sha256').update(scripts[0]!).digest('base64')}'`);
}

describe('writeReport', () => {
  it('writes figures, tables and one page, and says where', async () => {
    const { report, files } = await writeReport(options());
    const out = join(folder, 'out');
    expect(report).toBe(join(out, 'report.html'));
    expect(files.map((file) => file.slice(out.length + 1))).toEqual([
      ...['first', 'second'].flatMap((name) =>
        ['svg', 'pdf', 'png', 'vl.json'].map((ending) => `figures/${name}.${ending}`),
      ),
      'tables/means.csv',
      'report.html',
    ]);
    expect((await readFile(join(out, 'figures/first.png'))).subarray(1, 4).toString()).toBe('PNG');
    expect(await readFile(join(out, 'tables/means.csv'), 'utf8')).toContain('16,0.20261030206819053,');
    expect((await readdir(out, { recursive: true })).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('makes a page that needs no network, runs no code but its own and escapes every text', async () => {
    const html = await readFile((await writeReport(options())).report, 'utf8');
    expectOwnScript(html);
    expect(html.split('&lt;script&gt;').length - 1).toBeGreaterThanOrEqual(10);
    const references = [...html.matchAll(/\b(?:src|href)="([^"]+)"/g)].map(([, target]) => target!);
    expect(references.filter((target) => !/^(figures|tables)\/[\w.-]+$/.test(target))).toEqual([]);
    expect(html).not.toMatch(/@import|url\((?!#|data:font)/);
    expect(html).toContain('2026-01-02 03:04:05 UTC · 1 min 23 s');
  });

  it('shows pictures inline, enlarges small ones as they are, and says which are missing', async () => {
    const out = join(folder, 'gallery');
    const picture = (side: number) =>
      ({ width: side, height: side, channels: 1, pixels: new Uint8Array(side ** 2) }) as const;
    const [small, large] = [await writePicture(out, picture(28)), await writePicture(out, picture(224))];
    const shown = [small, large, 'pictures/lost.png'].map((path, k) => ({ label: `${k} ${evil}`, path }));
    const exhibits = Array.from({ length: 13 }, (_, k) => ({ caption: `pair ${k} ${evil}`, pictures: shown }));
    const galleries = [{ name: 'first', title: `gallery ${evil}`, exhibits }];
    const { report, problems } = await writeReport(options({ folder: out, galleries }));
    const html = await readFile(report, 'utf8');
    expectOwnScript(html);
    const images = [...html.matchAll(/<img( class="small")?.*? src="data:image\/png;base64,([^"]+)"/g)];
    expect(images).toHaveLength(24);
    expect(images.slice(0, 2).map(([, small]) => Boolean(small))).toEqual([true, false]);
    expect(Buffer.from(images[0]![2]!, 'base64')).toEqual(await readFile(join(out, small)));
    expect(html).toContain('First 12 of 13');
    expect(html).toContain('pictures/lost.png is missing');
    expect(problems).toEqual([expect.stringMatching(/^\[report\/picture\] pictures\/lost.png is not in .*--fresh$/)]);
  });

  it('keeps the ids of several figures apart', async () => {
    const html = await readFile((await writeReport(options())).report, 'utf8');
    const ids = [...html.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id!);
    expect(new Set(ids).size).toBe(ids.length);
    const used = [...html.matchAll(/url\(#([^)]+)\)/g)].map(([, id]) => id!);
    expect(used.length).toBeGreaterThanOrEqual(2);
    expect(ids).toEqual(expect.arrayContaining(used));
  });

  it('draws figures that are there from the same specification no second time, where it may', async () => {
    const out = join(folder, 'twice');
    const svg = join(out, 'figures/first.svg');
    const report = options();
    await drawReport(report, folderFiles(out));
    const before = await readFile(svg, 'utf8');
    await writeFile(svg, before.replace('</svg>', '<!-- kept --></svg>'));
    const page = await drawReport(report, folderFiles(out), { figures: 'new' });
    expect(await readFile(svg, 'utf8')).toContain('<!-- kept -->');
    expect(page.files).toHaveLength(10);
    const other = { ...report.figures[0]!, caption: 'Other.' };
    await drawReport({ ...report, figures: [other] }, folderFiles(out), { figures: 'new' });
    expect(await readFile(svg, 'utf8')).not.toContain('<!-- kept -->');
    const none = await drawReport(report, folderFiles(out), { figures: 'none' });
    expect(none.files).toEqual(['tables/means.csv', 'report.html']);
  });

  it('numbers figures, says what ran and how to run it again', async () => {
    const provenance = {
      command: 'npx fragility run a.yaml',
      facts: [{ label: 'Seeds', value: evil }],
      files: ['manifest.json'],
    };
    const html = await readFile((await writeReport(options({ provenance }))).report, 'utf8');
    expect(html).toContain('<b>Figure 2.</b> Another.');
    expect(html).toContain('<dt>Seeds</dt><dd>&lt;script&gt;');
    expect(html).toContain('<code>npx fragility run a.yaml</code>');
    expect(html).toContain('href="manifest.json"');
  });

  it('leaves out a figure that cannot be drawn, and says so', async () => {
    const figures = [{ name: 'zeroth', caption: '', spec: { mark: 'bear' } }, ...options().figures];
    const { report, files, problems } = await writeReport(options({ figures }));
    expect(problems).toEqual([
      expect.stringMatching(/^\[report\/figure\] figure 'zeroth' cannot be drawn: .*correct its/),
    ]);
    expect(files).toHaveLength(10);
    expect(await readFile(report, 'utf8')).toContain('figure &#39;zeroth&#39; cannot be drawn');
  });

  it('shows several experiments, each with its claims and figures, and one table of all claims', async () => {
    const claim = {
      ...{ name: 'slope', statement: `statement ${evil}`, source: 's', statistic: 't', criterion: 'c' },
      ...{ value: 1, interval: null, verdict: 'holds' as const },
    };
    const parts = ['one', 'two'].map((name) => ({
      ...{ name, page: `${name}/report.html`, claims: [claim] },
      figures: [{ name: `${name}-law`, caption: name, spec: line }],
    }));
    const { report, files } = await writeReport(options({ folder: join(folder, 'parts'), parts }));
    expect(files).toContain(join(folder, 'parts/figures/two-law.svg'));
    expect(await readFile(join(folder, 'parts/claims.csv'), 'utf8')).toMatch(/^one\/slope,.*\r?\ntwo\/slope,/m);
    const html = await readFile(report, 'utf8');
    expect(html.split('id="two-law"')).toHaveLength(2);
    expect(html).toMatch(/<section id="part-two">.*id="two-law".*<b>Figure 2\.<\/b> Another\./s);
    await expect(writeReport(options({ parts: [parts[0]!, parts[0]!] }))).rejects.toMatchObject({
      code: 'report/name',
    });
  });

  it.each([['../up'], ['a/b'], [''], ['.hidden']])('refuses the name %p', async (name) => {
    await expect(writeReport(options({ tables: [{ name, rows: [] }] }))).rejects.toMatchObject({ code: 'report/name' });
  });

  it('refuses two figures of one name, whatever their case', async () => {
    const figures = ['a', 'A'].map((name) => ({ name, caption: '', spec: line }));
    await expect(writeReport(options({ figures }))).rejects.toThrow("'A' is used twice");
  });

  it('says which file cannot be written', async () => {
    await writeFile(join(folder, 'taken'), '');
    await expect(writeReport(options({ folder: join(folder, 'taken') }))).rejects.toMatchObject({
      code: 'report/write',
    });
  });
});
