import { networkOf } from '@fragility/attacks-complete';
import type { ConvexNorm } from '@fragility/numerics';
import { smallestPerturbation, unitsOf } from '@fragility/verification/complete';
import type { Member } from './members.js';

/** Units that bend times inputs up to which a network is searched. */
const SMALL = 2 ** 16;

/** How often the search is asked whether it is over: a number and not a time, so that it finds the same everywhere. */
const TURNS = 60;

/** Complete search of a small network around the best point: the smallest perturbation, proven where it ends. With a target, or without a readable network, nothing. */
export const completeSearch: Member = {
  name: 'complete-search',
  attack: async (example) => {
    const { input, criterion, space, best, decide, note } = example;
    const network = criterion.target === undefined ? await networkOf(example) : undefined;
    if (!network || unitsOf(network) * network.inputs > SMALL) return;
    const place = { centre: input, norm: space.norm as ConvexNorm, box: space.bounds };
    const known = best();
    let turns = 0;
    const { witness, exact, lower } = await smallestPerturbation(network, place, criterion.label, {
      seconds: Infinity,
      isOver: () => ++turns > TURNS,
      points: known ? [known.x] : [],
    });
    if (witness) await decide(witness);
    if (exact && witness) note({ exact: true, bound: lower });
  },
};
