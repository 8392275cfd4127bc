import { defineAttack } from '@fragility/attack';
import type { Random, Row } from '@fragility/numerics';
import { isAffine } from '@fragility/numerics/dense';
import { z } from 'zod';
import { decisionPolytopes } from './decision.js';
import { nearestInPolytope } from './polytope/nearest.js';
import { qr } from './qr.js';
import { ballInsideRegion } from './region.js';
import { regionSearch } from './region-search.js';

/** Relative accuracy of answers that are called exact. */
const ROUNDING = 1e-9;
/** Exponents of the random distances from the best point, most of them short, and from the input. */
const [CLOSE, WIDE] = [6, 0.5];

const direction = (random: Random, length: number): Row => {
  const v = Float64Array.from({ length }, () => random.normal());
  const size = Math.hypot(...v);
  return v.map((value) => value / size);
};

/**
 * Search of the linear regions of a ReLU network: in each the exact smallest perturbation; from the best, across the walls it touches.
 *
 *     min over regions R and classes j of  min{ ‖z − x‖_p : z ∈ R, f_y(z) ≤ f_j(z), z ∈ box }
 *
 * Starts from what `qr` finds. A region none of whose hyperplanes is nearer than the best point is passed over; another is solved, and where
 * it improves, so are those beyond the walls that hold the solution. Then come the regions of random points: every other one near the best,
 * at r⁶·‖Δ‖ from it, the rest at √r·‖Δ‖ from x, r uniform. With a target all other classes are constraints. `exact`: the network is affine on
 * the whole ball of the answer, and a dual bound proves it to 1e-9. One row: x [d], distances in the units of x.
 * Source: Croce, Rauber & Hein, IJCV 2020, arXiv:1903.11359; its sampling, with exact subproblems, pruning and walls.
 *
 * @example
 * for await (const record of attack(model, linearRegions, examples, { norm: 'l2' })) console.log(record.distance, record.exact);
 */
export const linearRegions = defineAttack({
  name: 'linear-regions',
  summary: 'Exact smallest perturbations in the linear regions around the best point',
  reference: 'arXiv:1903.11359',
  norms: ['l2', 'linf', 'l1'],
  goal: 'smallest',
  requires: 'dense',
  params: z.strictObject({
    samples: z.int().min(0).default(400).describe('random points whose regions are searched'),
  }),
  create: ({ samples }) => {
    const walk = qr.create(qr.params.parse({}));
    return async (example) => {
      const { input, criterion, layers, space, random, note } = example;
      const { norm, bounds } = space;
      let proven = false;
      let own: ReturnType<typeof example.best> = null;
      /** The best point, beyond the budget too: the way to those within may start there. */
      const best = (): typeof own => {
        const given = example.best();
        return given && !(own && own.distance < given.distance) ? given : own;
      };
      const subject: typeof example = {
        ...example,
        best,
        decide: async (x) => {
          const seen = await example.decide(x);
          const reach = space.distance(x);
          if (seen.fooled && !(own && own.distance <= reach)) own = { x: x.slice(), distance: reach };
          return seen;
        },
        note: (said) => {
          proven ||= said.exact === true;
          note(said);
        },
      };
      await walk(subject);
      if (proven) return;
      const search = regionSearch(subject);
      await search(input);
      const start = best();
      if (start) await search(start.x);
      if (!isAffine(layers)) {
        for (let k = 0; k < samples; k++) {
          const found = best();
          const reach = found?.distance ?? 1;
          const v = direction(random, input.length);
          const near = found && k % 2 === 0;
          const from = near ? found.x : input;
          const length = reach * random.uniform() ** (near ? CLOSE : WIDE);
          await search(space.step(from, v, length, Infinity));
        }
      }
      const found = example.best();
      if (!found || !(isAffine(layers) || ballInsideRegion(layers, input, found.distance, norm))) return;
      const bound = Math.min(
        ...decisionPolytopes(layers, input, criterion).map(
          (halfspaces) => nearestInPolytope({ halfspaces, from: input, norm, bounds })?.bound ?? Infinity,
        ),
      );
      note({ exact: found.distance <= bound * (1 + ROUNDING) });
    };
  },
});
