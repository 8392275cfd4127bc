import { expect, it } from '@jest/globals';
import { fontFaces } from './font.js';
import { toPdf } from './pdf.js';
import { toPng } from './render.js';

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="48"><text x="4" y="20" font-family="Inter" font-size="12">d = 64</text></svg>';

it('a PDF has the size of the figure, its font inside, and the same bytes every time', async () => {
  const pdf = Buffer.from(await toPdf(SVG)).toString('latin1');
  expect(pdf).toContain('/MediaBox [0 0 72 36]');
  expect(pdf).toMatch(/\/FontFile2 \d+ 0 R/);
  expect(Buffer.from(await toPdf(SVG)).toString('latin1')).toBe(pdf);
});

it('a PNG says how many dots per inch it has', async () => {
  const png = Buffer.from(await toPng(SVG, 300 / 96, 300));
  expect(png.readUInt32BE(16)).toBe(300);
  expect(png.subarray(37, 41).toString()).toBe('pHYs');
  expect(png.readUInt32BE(41)).toBe(11811);
  expect(png.subarray(50, 54).readUInt32BE()).toBe(0x78a53f76);
});

it('a font has the characters of a document and no others', async () => {
  const [few, many] = await Promise.all([fontFaces('<b>ab</b>'), fontFaces('abcdefghijklmnopqrstuvwxyz √∞≈')]);
  expect(few).toMatch(/^@font-face\{font-family:Inter;font-weight:400;src:url\(data:font\/woff;base64,/);
  expect(few.split('@font-face')).toHaveLength(3);
  expect(many.length).toBeGreaterThan(few.length + 1000);
});
