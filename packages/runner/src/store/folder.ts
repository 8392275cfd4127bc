import { randomUUID } from 'node:crypto';
import { access, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ErrorMessage, FragilityError } from '@fragility/plugin';
import { makeFolder, writeAtomically } from '@fragility/report';
import type { DoneTrial, TrialResult } from './result.js';

const fail = (message: ErrorMessage, cause?: unknown): never => {
  throw new FragilityError(message, { where: 'runner/run', code: 'runner/output', kind: 'input', cause });
};

/** Refuses a folder that is not the results of this experiment: what is in it would be overwritten. */
async function checkContents(folder: string, name: string): Promise<void> {
  const present = await readdir(folder).catch((): string[] => []);
  if (present.includes('manifest.json') || present.includes('trials')) {
    const manifest = await readFile(join(folder, 'manifest.json'), 'utf8')
      .then((text) => JSON.parse(text) as { name?: unknown } | null)
      .catch(() => null);
    const other = manifest?.name;
    if (other !== undefined && other !== name)
      fail({
        given: `the results folder ${folder} holds the experiment '${String(other)}'`,
        expected: `'${name}'`,
        remedy: 'choose another with --out',
      });
    return;
  }
  const foreign = present.filter((file) => !file.startsWith('.'));
  if (foreign.length > 0)
    fail({
      given: `the results folder ${folder} holds something else (${foreign.slice(0, 3).join(', ')}${foreign.length > 3 ? ', …' : ''})`,
      expected: 'an empty folder or earlier results',
      remedy: 'choose another with --out',
    });
}

/**
 * Makes the results folder and proves, before any work, that it can be written to and that nothing else is in it.
 *
 * @throws FragilityError `runner/output`.
 */
export async function openFolder(folder: string, name: string): Promise<void> {
  if (folder.trim() === '')
    fail({ given: 'the results folder has no name', expected: 'a path', remedy: 'give one with --out' });
  await checkContents(folder, name);
  const probe = join(folder, 'trials', `.${randomUUID()}.tmp`);
  try {
    await makeFolder(join(folder, 'trials'));
    await writeFile(probe, '');
    await rm(probe);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    fail(
      { given: `the results folder ${folder} cannot be written to (${why})`, remedy: 'choose another with --out' },
      cause,
    );
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

const PICTURE = /^pictures\/[0-9a-f]+\.png$/;

/** Whether every picture that the rows of a stored trial name is still there. */
export async function hasPictures(folder: string, { analyses }: DoneTrial): Promise<boolean> {
  const paths = analyses
    .flatMap(({ rows }) => rows.flatMap((row) => Object.values(row)))
    .filter((cell) => typeof cell === 'string' && PICTURE.test(cell)) as string[];
  const there = await Promise.all(
    paths.map((path) =>
      access(join(folder, path)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return there.every(Boolean);
}
