import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

/** Files by path below a new temporary folder; a colour stands for a picture of it, text for itself. */
export type Files = Readonly<Record<string, readonly [number, number, number] | string | Buffer>>;

/** A picture of one colour with a white top left quarter, as JPEG or PNG. */
export function picture(
  [r, g, b]: readonly [number, number, number],
  { type = 'png', height = 12, width = 16 }: { type?: 'png' | 'jpeg'; height?: number; width?: number } = {},
): Promise<Buffer> {
  const data = Buffer.alloc(height * width * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      data.set(y < height / 2 && x < width / 2 ? [255, 255, 255] : [r, g, b], 3 * (y * width + x));
  return sharp(data, { raw: { height, width, channels: 3 } })
    .toFormat(type, { quality: 100 })
    .toBuffer();
}

/** Makes the files; returns with the folder and what removes it. */
export async function folderOf(files: Files): Promise<{ folder: string; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'images-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    const bytes = Array.isArray(content)
      ? await picture(content as [number, number, number], { type: /\.png$/i.test(path) ? 'png' : 'jpeg' })
      : (content as string | Buffer);
    writeFileSync(join(folder, path), bytes);
  }
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}
