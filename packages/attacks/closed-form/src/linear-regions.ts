import { defineAttack, type Note } from '@fragility/attack';
import { SMALLEST_L2 } from '@fragility/attack/parts';
import { nearestOnHyperplane, type Row } from '@fragility/numerics';
import { isAffine } from '@fragility/numerics/dense';
import { integer } from '@fragility/plugin';
import { optional, parse, strictObject } from 'valibot';
import { lowerBound } from './bound.js';
import { nearestFirst } from './nearest-first.js';
import { qr } from './qr.js';
import { randomStarts } from './random-starts.js';
import { regionSearch } from './region-search.js';
import { withOwnBest, type DenseExample } from './own-best.js';
import { walkRegions } from './walk.js';

/** Classes whose walk ends within this many times the best distance are searched on their own. */
const LIKELY = 1.5;
/** Share of the distance below the bound of which a point is called exact: the most that the host does. */
const SURE = 2 ** -10;
/** Regions that a walk visits, as in `qr`. */
const WALK = 30;

/** A point from which to search for one class. */
interface Start {
  readonly other: number;
  readonly x: Row;
  readonly distance: number;
}

/** The classes that count as fooled. */
const others = ({ criterion: { label, target }, classes }: DenseExample): number[] =>
  target === undefined ? Array.from({ length: classes }, (_, j) => j).filter((j) => j !== label) : [target];

/** Where the walks towards the classes end, the nearest first. */
function classStarts(subject: DenseExample, likely: number): Start[] {
  const { input, criterion, layers, space, best } = subject;
  const { norm, bounds } = space;
  const limit = likely * (best()?.distance ?? Infinity);
  return others(subject)
    .flatMap((other) => {
      const found = walkRegions(layers, input, criterion.label, other, { norm, bounds, limit: WALK });
      const nearest = found && nearestOnHyperplane({ ...found, from: input, norm, bounds });
      return nearest && nearest.distance <= limit ? [{ other, ...nearest }] : [];
    })
    .sort((a, b) => a.distance - b.distance);
}

/**
 * Search of the linear regions of a ReLU network: in each the exact smallest perturbation; from the best, across the walls it touches.
 *
 *     min over regions R and classes j of  min{ ‖z − x‖_p : z ∈ R, f_y(z) ≤ f_j(z), z ∈ box }
 *
 * Starts from what `qr` finds, and from where its walks towards other likely classes end. A region none of whose hyperplanes is nearer than
 * the best point is passed over; another is solved, and where it improves, so are those beyond the walls that hold the solution. Then come the
 * regions in the order of their distance, up to that of the best point where they are not too many: nothing nearer is left then. Else the
 * regions of random points, and those where walks from there end: every other point across one to three of the nearest walls of the best, the rest
 * at √r·‖Δ‖ from x, r uniform. With a target all other classes are constraints. `exact`: a bound proves the result up to the record's tolerance, as every region that meets its
 * ball has been looked at, or as there is one only. One row: x [d], distances in the units of x.
 * Source: Croce, Rauber & Hein, IJCV 2020, arXiv:1903.11359, with exact subproblems, pruning and walls; Jordan, Lewis &
 * Dimakis, NeurIPS 2019, arXiv:1903.08778 (regions in the order of their distance).
 *
 * @example
 * for await (const record of attack(model, linearRegions, examples, { norm: 'l2' })) console.log(record.distance, record.exact);
 */
export const linearRegions = defineAttack({
  ...SMALLEST_L2,
  name: 'linear-regions',
  summary: 'Exact smallest perturbations in the linear regions around the best point',
  reference: 'arXiv:1903.11359',
  requires: 'dense',
  params: strictObject({
    regions: optional(integer('regions that are looked at in the order of their distance', { min: 0 }), 400),
    samples: optional(integer('random points whose regions are searched', { min: 0 }), 400),
  }),
  create: ({ regions, samples }) => {
    const walk = qr.create(parse(qr.params, {}));
    return async (example) => {
      const { input, criterion, layers, space, note } = example;
      const { norm, bounds } = space;
      let proven: Note | null = null;
      const subject = withOwnBest({
        ...example,
        note: (said) => {
          proven = said.exact ? said : null;
        },
      });
      const { best } = subject;
      await walk(subject);
      if (proven) return note(proven);
      const starts = criterion.target === undefined ? classStarts(subject, LIKELY) : [];
      for (const { other, x } of starts) await regionSearch(withOwnBest(subject), other).from(x);
      const likely = starts.length > 0 ? starts.map(({ other }) => other) : others(subject);
      const search = regionSearch(subject);
      const earlier = example.best();
      if (earlier) await subject.decide(earlier.x);
      await search.from(input);
      const start = best();
      if (start) await search.from(start.x);
      const reached = await nearestFirst(subject, search, regions);
      if (reached < search.bound() && !isAffine(layers)) {
        await randomStarts(subject, search, { count: samples, classes: likely });
      }
      const found = example.best();
      if (!found) note({ reason: 'no region was found to reach another class within the bounds and the budget' });
      if (!found) return;
      const bound = Math.max(
        reached,
        lowerBound({ layers, input, criterion, norm, bounds, distance: found.distance }) ?? 0,
      );
      note(bound > found.distance * (1 - SURE) ? { exact: true, bound } : { exact: false });
    };
  },
});
