import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Picture } from '@fragility/analysis';
import { writeAtomically } from './files.js';
import type { RunFiles } from './types.js';

/** A picture as a PNG file, grey or RGB, without loss. */
export async function pictureToPng({ width, height, channels, pixels }: Picture): Promise<Uint8Array> {
  const { encode } = await import('fast-png');
  return encode({ width, height, channels, depth: 8, data: pixels });
}

/**
 * A picture as a file of a run: the same picture has the same path, `pictures/HASH.png`.
 *
 * @example (await pictureFile({ width: 1, height: 1, channels: 1, pixels: Uint8Array.of(128) })).path; // 'pictures/57c51e2f6cafed2a72cb.png'
 */
export async function pictureFile(picture: Picture): Promise<{ readonly path: string; readonly png: Uint8Array }> {
  const png = await pictureToPng(picture);
  return { path: `pictures/${createHash('sha256').update(png).digest('hex').slice(0, 20)}.png`, png };
}

/**
 * Writes a picture to `pictures/HASH.png` in a folder and returns that path: the same picture is kept once.
 *
 * @throws FragilityError `report/write`.
 * @example
 * await writePicture('out/cats', { width: 1, height: 1, channels: 1, pixels: Uint8Array.of(128) }); // 'pictures/57c51e2f6cafed2a72cb.png'
 */
export async function writePicture(folder: string, picture: Picture): Promise<string> {
  const { path, png } = await pictureFile(picture);
  await writeAtomically(join(folder, path), png);
  return path;
}

/** Paths that name a picture of a run, and nothing outside of it. */
const PICTURE = /^pictures\/[^/\\]+\.png$/;

/** Pictures of a run by their path, and a sentence for each that is not there. */
export async function readPictures(
  run: RunFiles,
  paths: readonly string[],
): Promise<{ files: Map<string, Uint8Array>; missing: string[] }> {
  const files = new Map<string, Uint8Array>();
  const missing: string[] = [];
  for (const path of new Set(paths)) {
    const file = PICTURE.test(path) ? await run.read(path) : undefined;
    if (file) files.set(path, file);
    else
      missing.push(`[report/picture] ${path} is not in ${run.name}, expected what the analysis drew; run with --fresh`);
  }
  return { files, missing };
}
