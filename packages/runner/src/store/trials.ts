import { isStoredPicture } from '@fragility/analysis';
import type { ResultStore } from '../ports/result-store.js';
import type { DoneTrial, TrialResult } from './result.js';

const fileOf = (id: string): string => `trials/${id}.json`;

/** Stores a trial whole or not at all, and returns it as it will be read back. */
export async function writeTrial<R extends TrialResult>(store: ResultStore, result: R): Promise<R> {
  const text = JSON.stringify(result);
  await store.write(fileOf(result.id), `${text}\n`);
  return JSON.parse(text) as R;
}

/** A stored trial, or undefined where there is none that can be read. */
export async function readTrial(store: ResultStore, id: string): Promise<TrialResult | undefined> {
  const bytes = await store.read(fileOf(id));
  if (!bytes) return undefined;
  try {
    const result = JSON.parse(new TextDecoder().decode(bytes)) as Partial<TrialResult> | null;
    return result?.id === id ? (result as TrialResult) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether every picture of the rows of a stored trial is still there. */
export async function hasPictures(store: ResultStore, { analyses }: DoneTrial): Promise<boolean> {
  const pictures = analyses.flatMap(({ rows }) => rows.flatMap((row) => Object.values(row))).filter(isStoredPicture);
  return (await Promise.all(pictures.map(({ picture }) => store.has(picture)))).every(Boolean);
}
