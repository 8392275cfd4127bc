import { describe, expect, it } from '@jest/globals';
import * as vega from 'vega';
import { toPng, toSvg } from './render.js';
import { NEUTRAL, PALETTE } from './theme.js';

const bars = (extra: object = {}) => ({
  name: 'bars',
  caption: 'Bars.',
  spec: {
    data: {
      values: [
        { model: 'a', y: 1 },
        { model: '<b> & "c"', y: 2 },
      ],
    },
    mark: 'bar',
    encoding: {
      x: { field: 'model' },
      y: { field: 'y', type: 'quantitative' },
      color: { field: 'model', title: null },
    },
    ...extra,
  },
});

/** Width and height of a PNG, from its header. */
const size = (png: Uint8Array): number[] =>
  [16, 20].map((at) => new DataView(png.buffer, png.byteOffset).getUint32(at));

describe('toSvg', () => {
  it('draws in the shared look, text as escaped text', async () => {
    const svg = await toSvg(bars());
    expect(svg).toMatch(/^<svg [^>]*width="640"/);
    for (const colour of [PALETTE[0], PALETTE[1], NEUTRAL.paper, NEUTRAL.grid]) expect(svg).toContain(colour);
    expect(svg).toContain('&lt;b&gt; &amp;');
    expect(svg).not.toContain('<b>');
  });

  it('draws the same twice, and leaves the text measure of Vega alone', async () => {
    const { textMetrics } = vega as unknown as { textMetrics: { width: unknown } };
    const before = textMetrics.width;
    expect(await toSvg(bars())).toBe(await toSvg(bars()));
    expect(textMetrics.width).toBe(before);
  });

  it('gives the drawing its room, however long titles are', async () => {
    const barsOf = (svg: string) => [...svg.matchAll(/aria-roledescription="bar"[^>]*?h([\d.]+)v([\d.]+)/g)];
    const titled = (title: string) =>
      bars({
        title,
        encoding: { x: { field: 'model', title }, y: { field: 'y', type: 'quantitative', title } },
      });
    const long = await toSvg(titled('a name that does not end '.repeat(20)));
    const [, wide, high] = barsOf(long)[1]!.map(Number);
    expect([wide! > 200, high! > 150]).toEqual([true, true]);
    expect(long.match(/…/g)).toHaveLength(3);
  });

  it('keeps the size that a specification asks for', async () => {
    expect(await toSvg(bars({ width: 300, height: 200 }))).toMatch(/^<svg [^>]*width="300" height="200"/);
  });

  it.each([
    ['no mark', { mark: undefined }],
    ['an unknown mark', { mark: 'bear' }],
    ['a file', { data: { url: '/etc/hostname' } }],
    ['the network', { data: { url: 'http://127.0.0.1:9/a.csv' } }],
  ])('refuses %s, naming the figure', async (_name, extra) => {
    await expect(toSvg(bars(extra))).rejects.toMatchObject({
      code: 'report/figure',
      message: expect.stringContaining("figure 'bars'"),
    });
  });
});

describe('toPng', () => {
  it('is twice as large as the figure, with its own font', async () => {
    const svg = await toSvg(bars({ width: 300, height: 200 }));
    expect(size(await toPng(svg))).toEqual([600, 400]);
    expect(size(await toPng(svg, 1))).toEqual([300, 200]);
    const blank = svg.replace(/<text[^>]*>[^<]*<\/text>/g, '');
    expect((await toPng(svg)).length).toBeGreaterThan((await toPng(blank)).length + 1000);
  });
});
