import { readFile } from 'node:fs/promises';

/** Marks a folder as results of runs, or as parts of them. */
export const MARKER = 'fragility.json';

/** What a marker says of its folder. */
export interface Marker {
  /** Experiment whose results the folder holds; none where it holds parts of several. */
  readonly experiment?: string;
}

/** The marker at a path; undefined where there is none. */
export async function readMarker(path: string): Promise<Marker | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const { experiment } = JSON.parse(text) as { experiment?: unknown };
    return typeof experiment === 'string' ? { experiment } : {};
  } catch {
    return {};
  }
}
