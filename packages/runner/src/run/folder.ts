import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FragilityError } from '@fragility/plugin';
import { writeAtomically } from '@fragility/report';
import type { TrialResult } from './result.js';

/**
 * Makes the results folder and proves that it can be written to, before any work.
 *
 * @throws FragilityError `runner/output`.
 */
export async function openFolder(folder: string): Promise<void> {
  const probe = join(folder, 'trials', `.${randomUUID()}.tmp`);
  try {
    await mkdir(join(folder, 'trials'), { recursive: true });
    await writeFile(probe, '');
    await rm(probe);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new FragilityError(`the results folder ${folder} cannot be written to (${why}); choose another with --out`, {
      where: 'runner/run',
      code: 'runner/output',
      cause,
    });
  }
}

const fileOf = (folder: string, id: string): string => join(folder, 'trials', `${id}.json`);

/** Stores a trial whole or not at all, and answers it as it will be read back. */
export async function writeTrial<R extends TrialResult>(folder: string, result: R): Promise<R> {
  const text = JSON.stringify(result);
  await writeAtomically(fileOf(folder, result.id), `${text}\n`);
  return JSON.parse(text) as R;
}

/** A stored trial, or undefined where there is none that can be read. */
export async function readTrial(folder: string, id: string): Promise<TrialResult | undefined> {
  try {
    const result = JSON.parse(await readFile(fileOf(folder, id), 'utf8')) as Partial<TrialResult> | null;
    return result?.id === id ? (result as TrialResult) : undefined;
  } catch {
    return undefined;
  }
}
