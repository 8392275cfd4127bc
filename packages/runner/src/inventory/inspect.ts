import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { FragilityError } from '@fragility/plugin';
import { lockHolder } from '@fragility/plugin/lock';
import type { ResultStore } from '../ports/result-store.js';
import { folderStore, PARTS } from '../store/folder.js';
import { LOCK } from '../store/folders/lock.js';
import { MARKER, readMarker } from '../store/folders/marker.js';
import { sharedStore } from '../store/folders/shared.js';
import { within } from '../store/folders/within.js';
import { leftFiles } from './left.js';
import { keptParts, type KeptPart } from './parts.js';
import { readPlans, type KeptPlan } from './plans.js';
import { unusedOf, usesOf, type Use } from './used.js';

/** What is in a folder of results, or in a store that experiments share. */
export interface Inventory {
  readonly folder: string;
  /** Whose results it holds; undefined for a store. */
  readonly experiment: string | undefined;
  /** Who uses it now: `process 12 on host since …`. */
  readonly holder: string | undefined;
  /** How the last run ended, where one has: `done`, `failed`, `aborted`. */
  readonly status: string | undefined;
  /** Where its parts are. */
  readonly parts: ResultStore;
  /** What runs were to do that keep their parts there: of a results folder its own. */
  readonly plans: readonly KeptPlan[];
  /** Plans of a store whose results folders are gone from this machine. */
  readonly gone: readonly KeptPlan[];
  /** Files of plans that cannot be read: nothing counts as unused then. */
  readonly broken: readonly string[];
  readonly kept: readonly KeptPart[];
  readonly uses: ReadonlyMap<string, Use>;
  /** Parts of this folder that no plan needs. */
  readonly unused: readonly KeptPart[];
  /** Files that earlier runs have left among the results, and the last one has not. */
  readonly left: readonly string[];
}

interface LastRun {
  readonly status?: string;
  readonly store?: string;
}

const lastRun = async (folder: string): Promise<LastRun> =>
  JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => '{}')) as LastRun;

const refuse = (given: string, remedy: string): never => {
  throw new FragilityError(
    { given, expected: 'a results folder or a store', remedy },
    { where: 'runner/inventory', code: 'runner/folder', kind: 'input' },
  );
};

/** Where the parts of a results folder are: in it, or where its last run says. */
function partsIn(folder: string, { store }: LastRun): ResultStore {
  if (existsSync(join(folder, PARTS))) return within(folderStore(folder), PARTS);
  const shared = typeof store === 'string' ? resolve(folder, store) : '';
  if (shared !== '' && existsSync(join(shared, MARKER))) return sharedStore(shared);
  return within(folderStore(folder), PARTS);
}

async function inspectResults(folder: string, experiment: string): Promise<Inventory> {
  const last = await lastRun(folder);
  const parts = partsIn(folder, last);
  const own = parts.name === join(folder, PARTS);
  const { plans: all, broken } = await readPlans(parts);
  const here = all.filter((plan) => plan.folder === resolve(folder));
  const plans = here.length > 0 || !own ? here : all;
  const uses = usesOf(plans);
  const every = await keptParts(parts);
  const kept = own ? every : every.filter((part) => uses.has(`${part.kind} ${part.key}`));
  return {
    ...{ folder, experiment, parts, plans, gone: [], kept, uses },
    holder: await lockHolder(join(folder, LOCK)),
    status: last.status,
    broken,
    unused: own && plans.length > 0 && broken.length === 0 ? await unusedOf(parts, kept, uses) : [],
    left: await leftFiles(folderStore(folder)),
  };
}

async function inspectStore(folder: string): Promise<Inventory> {
  const parts = sharedStore(folder);
  const { plans: all, broken } = await readPlans(parts);
  const isGone = (plan: KeptPlan): boolean => plan.host === hostname() && !existsSync(plan.folder);
  const plans = all.filter((plan) => !isGone(plan));
  const uses = usesOf(plans);
  const kept = await keptParts(parts);
  return {
    ...{ folder, experiment: undefined, holder: undefined, status: undefined, parts, plans, kept, uses, left: [] },
    gone: all.filter(isGone),
    broken,
    unused: all.length > 0 && broken.length === 0 ? await unusedOf(parts, kept, uses) : [],
  };
}

/**
 * Looks at a results folder, or at a store, without changing anything.
 *
 * @throws FragilityError `runner/folder` where it is neither.
 * @example typeof inspect; // 'function'
 */
export async function inspect(folder: string): Promise<Inventory> {
  if (!existsSync(folder)) refuse(`there is no folder ${folder}`, 'correct the path');
  const marker = await readMarker(join(folder, MARKER));
  if (!marker)
    return refuse(`${folder} has no ${MARKER}`, 'name the folder that a run was given with --out or --store');
  return marker.experiment === undefined ? inspectStore(folder) : inspectResults(folder, marker.experiment);
}
