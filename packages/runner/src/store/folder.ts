import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { access, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ErrorMessage, FragilityError } from '@fragility/plugin';
import { makeFolder, writeAtomically } from '@fragility/report';
import type { ResultStore } from '../ports/result-store.js';

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
async function openFolder(folder: string, name: string): Promise<void> {
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

/**
 * The results folder of a run.
 *
 * @example const store = folderStore('out/theorem-1');
 */
export function folderStore(folder: string): ResultStore {
  const at = (path: string): string => join(folder, path);
  return {
    name: folder,
    open: (experiment) => openFolder(folder, experiment),
    read: (path) => readFile(at(path)).catch(() => undefined),
    has: (path) =>
      access(at(path)).then(
        () => true,
        () => false,
      ),
    write: (path, content) => writeAtomically(at(path), content),
    append: (path, text) => appendFileSync(at(path), text),
    remove: (path) => rm(at(path), { force: true }),
  };
}
