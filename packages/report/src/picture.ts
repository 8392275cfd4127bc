import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Picture } from '@fragility/analysis';
import { encode } from 'fast-png';
import { writeAtomically } from './files.js';

/** A picture as a PNG file, grey or RGB, without loss. */
export const pictureToPng = ({ width, height, channels, pixels }: Picture): Uint8Array =>
  encode({ width, height, channels, depth: 8, data: pixels });

/**
 * Writes a picture to `pictures/HASH.png` in a folder and answers that path: the same picture is kept once.
 *
 * @throws FragilityError `report/write`.
 * @example
 * await writePicture('out/cats', { width: 1, height: 1, channels: 1, pixels: Uint8Array.of(128) }); // 'pictures/57c51e2f6cafed2a72cb.png'
 */
export async function writePicture(folder: string, picture: Picture): Promise<string> {
  const png = pictureToPng(picture);
  const path = `pictures/${createHash('sha256').update(png).digest('hex').slice(0, 20)}.png`;
  await writeAtomically(join(folder, path), png);
  return path;
}

/** Pictures by their path in a folder, and a sentence for each that is not there. */
export async function readPictures(
  folder: string,
  paths: readonly string[],
): Promise<{ files: Map<string, Uint8Array>; missing: string[] }> {
  const files = new Map<string, Uint8Array>();
  const missing: string[] = [];
  for (const path of new Set(paths)) {
    const file = await readFile(join(folder, path)).catch(() => null);
    if (file) files.set(path, file);
    else
      missing.push(`[report/picture] ${path} is not in ${folder}, expected what the analysis drew; run with --fresh`);
  }
  return { files, missing };
}
