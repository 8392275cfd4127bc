import { FONT_FILES } from './font.js';

/** A pixel of a figure is 1/96 inch, a point 1/72. */
const POINTS = 72 / 96;

const sizeOf = (svg: string): readonly [width: number, height: number] => {
  const side = (name: string): number => Number(new RegExp(`^<svg [^>]*?\\b${name}="([\\d.]+)"`).exec(svg)?.[1] ?? 640);
  return [side('width'), side('height')];
};

/**
 * SVG as a PDF of one page of its size, text as text in the embedded font of this package; the same bytes every time.
 *
 * @example String.fromCharCode(...(await toPdf('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>')).subarray(0, 5)); // '%PDF-'
 */
export async function toPdf(svg: string): Promise<Uint8Array> {
  const [{ default: Document }, { default: draw }] = await Promise.all([import('pdfkit'), import('svg-to-pdfkit')]);
  const [width, height] = sizeOf(svg).map((side) => side * POINTS) as [number, number];
  const document = new Document({ size: [width, height], margin: 0, info: { CreationDate: new Date(0) } });
  for (const [weight, file] of Object.entries(FONT_FILES)) document.registerFont(weight, file);
  const parts: Buffer[] = [];
  const written = new Promise<void>((resolve, reject) => {
    document.on('data', (part: Buffer) => parts.push(part));
    document.on('end', resolve);
    document.on('error', reject);
  });
  draw(document, svg, 0, 0, {
    width,
    height,
    assumePt: false,
    fontCallback: (_family, isBold) => (isBold ? '600' : '400'),
  });
  document.end();
  await written;
  return new Uint8Array(Buffer.concat(parts));
}
