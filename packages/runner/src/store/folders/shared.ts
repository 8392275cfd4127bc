import { join } from 'node:path';
import { FragilityError } from '@fragility/plugin';
import { makeFolder, writeAtomically } from '@fragility/report';
import type { ResultStore } from '../../ports/result-store.js';
import { shownIn, sweep } from '../files.js';
import { filesOf } from '../folder.js';
import { MARKER, readMarker } from './marker.js';

/** Makes a folder of parts, and refuses one that holds something else. */
async function openShared(folder: string, beside: boolean): Promise<() => Promise<void>> {
  const present = await shownIn(folder);
  const marker = await readMarker(join(folder, MARKER));
  if (present.length > 0 && (marker === undefined || marker.experiment !== undefined))
    throw new FragilityError(
      {
        given: `the store ${folder} holds something else (${present.slice(0, 3).join(', ')})`,
        expected: 'an empty folder or a store',
        remedy: 'choose another with --store',
      },
      { where: 'runner/run', code: 'runner/output', kind: 'input' },
    );
  await makeFolder(folder);
  if (!marker) await writeAtomically(join(folder, MARKER), `${JSON.stringify({ fragility: 1 })}\n`);
  if (!beside) await sweep(folder);
  return async () => undefined;
}

/**
 * A folder where the parts of several experiments are kept; runs on several machines may use it at the same time.
 *
 * @example const parts = sharedStore('parts');
 */
export const sharedStore = (folder: string): ResultStore => ({
  ...filesOf(folder),
  open: (_, beside = false) => openShared(folder, beside),
});
