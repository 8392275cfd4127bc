import type { Example } from '@fragility/attack';
import { randomDirection, type withQueryBudget } from '@fragility/attack/parts';
import { integer, type Loss, type Row, type Window } from '@fragility/numerics';
import { descend, type Found } from '../fab/descend.js';
import { promisingSets } from './patch-sets.js';
import { patchCount, scan, type Scan } from './patches.js';
import { shrink } from './shrink.js';

type Spending = ReturnType<typeof withQueryBudget<Example<'gradient'>>>;

/** FAB's own parameters, with few steps. */
const DESCENT = { steps: 8, patience: 5, pull: 0.1, overshoot: 1.05, backward: 0.9 };
/** Share by which shrinking has to shorten what FAB found for its distances not to be trusted. */
const DISTRUST = 0.1;
/** Times the best distance up to which a class is tried again where they are trusted, and share of the last descent that is enough then. */
const [NEAR, TRUSTED] = [1.1, 0.5];
/** Share by which a round has to shorten the best perturbation to count as progress, and rounds without it before the search ends. */
const [PROGRESS, PATIENCE] = [0.01, 2];
/** Length of a hop from the best point as a share of its distance, and share of the best perturbation that a hop by a patch takes back. */
const [HOP, TAKEN_BACK] = [0.6, 0.3];
/** Sets of patches that are tried. */
const SETS = 30;

/** What the search learns of the model on its way. */
export interface Progress {
  /** Whether FAB's distances are trusted. */
  trusted: boolean;
}

/** Gradients for the last descent, of those that are kept for it. */
export const lastDescent = ({ trusted }: Progress, kept: number): number => Math.ceil(trusted ? TRUSTED * kept : kept);

/** One other class: its boundary, and the best that was found on the way to it. */
interface Rival {
  readonly loss: Loss;
  found: Found | null;
}

const distance = (found: Found | null): number => found?.distance ?? Infinity;
const sort = (rivals: Rival[]): Rival[] => rivals.sort((a, b) => distance(a.found) - distance(b.found));

/** Rounds until two have not gained one per cent. */
async function rounds({ best }: Example<'gradient'>, one: (round: number) => Promise<void>): Promise<void> {
  for (let [round, stale] = [1, 0]; stale < PATIENCE; round++) {
    const before = distance(best());
    await one(round);
    stale = distance(best()) > (1 - PROGRESS) * before || !best() ? stale + 1 : 0;
  }
}

/** Where a hop lands: near the best point, or, in every other round, anywhere around the input as far away as that. */
function hop(example: Example<'gradient'>, best: Found, round: number): Row {
  const { input, space } = example;
  const direction = randomDirection(example);
  return round % 2 === 1
    ? space.step(best.x, direction, HOP * best.distance, Infinity)
    : space.step(input, direction, best.distance, Infinity);
}

/** Where a hop by a patch lands: a part of the best perturbation taken back, and a patch in its place. */
function patchHop(
  { input, random }: Example<'gradient'>,
  best: Found,
  { move }: Scan,
  windows: readonly Window[],
): Row {
  const x = best.x.map((value, k) => (random.uniform() < TAKEN_BACK ? input[k]! : value));
  return move(x, windows[integer(random, windows.length)]!);
}

/** FAB again towards the classes that are near. */
async function searchNear(example: Spending, rivals: Rival[]): Promise<void> {
  const { best } = example;
  await rounds(example, async (round) => {
    for (const rival of sort(rivals)) {
      const known = best();
      if (!known || distance(rival.found) > NEAR * known.distance) continue;
      const found = await descend(example, hop(example, known, round), [rival.loss], DESCENT);
      if (distance(found) < distance(rival.found)) rival.found = found;
    }
  });
}

/** Everything shrunk: FAB's points after the nearest, which is first, sets of patches, and hops from the best. */
async function searchEverything(example: Spending, rivals: Rival[], any: Loss, clean: Row): Promise<void> {
  const { best, space, shape, random, criterion, left, logits, input } = example;
  for (const rival of rivals.slice(1)) if (rival.found) rival.found = await shrink(example, rival.found, any);

  const reach = best()?.distance ?? (space.bounds ? Infinity : 0);
  const worthwhile = space.norm !== 'linf' && reach > 0 && left() > patchCount(shape);
  const scanned = worthwhile ? await scan(example, clean, reach) : null;
  const sets = scanned ? promisingSets(scanned.patches, clean, criterion, space.norm).slice(0, SETS) : [];
  for (const windows of sets) {
    const x = input.slice();
    for (const window of windows) scanned!.move(x, window);
    if ((await logits(x)).fooled) await shrink(example, { x, distance: space.distance(x) }, any);
  }

  await rounds(example, async (round) => {
    for (const rival of sort(rivals)) {
      const from = best();
      if (!from) return;
      const patch = scanned && sets.length > 0 && round % 2 === 1;
      const start = patch
        ? patchHop(example, from, scanned, sets[integer(random, sets.length)]!)
        : hop(example, from, round);
      const found = await descend(example, start, [rival.loss], DESCENT);
      const after = found && (await shrink(example, found, any));
      if (distance(after) < distance(rival.found)) rival.found = after;
    }
  });
}

/**
 * FAB from the input towards every class, and then what its shortest perturbation deserves: more of it, or a search that shrinks everything.
 *
 * `losses`: the boundary of each other class; `any`: the margin. Ends when nothing is gained, or by {@link QueryBudgetSpent}; `progress` is what it learnt until then.
 */
export async function search(
  example: Spending,
  losses: readonly Loss[],
  any: Loss,
  clean: Row,
  progress: Progress,
): Promise<void> {
  const rivals: Rival[] = [];
  for (const loss of losses) {
    rivals.push({ loss, found: await descend(example, example.input, [loss], DESCENT) });
  }
  const [nearest] = sort(rivals);
  if (nearest?.found) {
    const first = nearest.found;
    nearest.found = await shrink(example, first, any);
    progress.trusted = nearest.found.distance > (1 - DISTRUST) * first.distance;
  }
  return progress.trusted ? searchNear(example, rivals) : searchEverything(example, rivals, any, clean);
}
