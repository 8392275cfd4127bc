import { defineAttack, type Space } from '@fragility/attack';
import { SMALLEST } from '@fragility/attack/parts';
import type { Row } from '@fragility/numerics';
import { FragilityError } from '@fragility/plugin';
import { description, minLength, optional, pipe, strictObject, string } from 'valibot';
import { openPoints, type StoredPoints, type Where } from './points.js';

/** How far outside of budget and bounds the rounding of another tool may have left a point, relative to the budget and to 1. */
const ROUNDING = 1e-5;

/** What is wrong with a claim, in one sentence for all examples. */
const FALSE_CLAIM = {
  missed: 'a point given is not misclassified',
  outside: 'a point given lies outside of the budget or the bounds',
  unfinished: 'a point given has values that are no numbers',
} as const;

/** How far a point lies outside of the bounds. */
function beyond(x: Row, bounds: Space['bounds']): number {
  if (!bounds) return 0;
  const [lower, upper] = bounds;
  return x.reduce((most, value) => Math.max(most, lower - value, value - upper), 0);
}

/** The point that is meant: one that rounding has left outside by a hair is moved inside. */
function meant(x: Row, space: Space, budget: number): Row {
  const over = space.distance(x) / budget - 1;
  const out = beyond(x, space.bounds);
  const isNear = over <= ROUNDING && out <= ROUNDING;
  return isNear && (over > 0 || out > 0) ? space.project(x.slice(), budget) : x;
}

const isSame = (a: Row, b: Row): boolean => a.every((value, k) => Math.fround(value) === Math.fround(b[k]!));

/** @throws FragilityError `stored/shape`. */
function checkSize(values: number, { shape }: StoredPoints, expected: readonly number[]): void {
  if (shape.reduce((a, b) => a * b, 1) === values) return;
  throw new FragilityError(
    {
      given: `the points have the shape [${shape.join(', ')}]`,
      expected: `[${expected.join(', ')}], that of an input`,
      remedy: 'give the points of this dataset, in its units and its layout',
    },
    { where: 'attack/stored', code: 'stored/shape', kind: 'input' },
  );
}

/**
 * Points that another tool has found, verified like those of any attack: by a fresh forward pass, inside the budget and the bounds.
 *
 *     success = f(x′) ≠ y beyond rounding,  ‖x′ − x‖ ≤ ε,  x′ in the bounds
 *
 * `points` is a .npy file of shape [n, …shape of an input] in the units of the dataset: its k-th point is of the k-th evaluated example, or of the
 * example that line k of `ids` names. Of several points of an example the nearest counts. What is no success is a false claim, unless the
 * point is the input itself: it is counted among the warnings of the run.
 *
 * @throws FragilityError `stored/npy`, `stored/ids`, `stored/order`, `stored/shape`.
 * @example
 * const records = attack(model, stored, examples, { norm: 'linf', budgets: [0.1], params: { points: 'theirs.npy' } });
 */
export const stored = defineAttack({
  ...SMALLEST,
  name: 'stored',
  summary: 'Points that another tool has found, verified',
  reference: 'no method of its own',
  norms: ['linf', 'l2', 'l1', 'l0'],
  requires: 'decision',
  params: strictObject({
    points: pipe(
      string(),
      minLength(1),
      description('.npy file of shape [n, …shape of an input], in the units of the dataset'),
    ),
    ids: optional(
      pipe(
        string(),
        minLength(1),
        description(
          'CSV file whose column id names the example of every point; without it the k-th point is of the k-th evaluated example',
        ),
      ),
    ),
  }),
  check: async (where, { folder }) => void (await openPoints(where as unknown as Where, folder)),
  create: (where, { folder } = { folder: '.' }) => {
    let opened: Promise<StoredPoints> | undefined;
    return async ({ id, position, input, shape, budget, space, decide, note }) => {
      const points = await (opened ??= openPoints(where, folder));
      checkSize(input.length, points, shape);
      const given = (await points.of(id, position)).filter((x) => !isSame(x, input));
      if (given.length === 0) return note({ reason: 'no point is given' });
      const wrong = new Set<string>();
      let holds = false;
      for (const x of given) {
        if (!x.every(Number.isFinite)) {
          wrong.add(FALSE_CLAIM.unfinished);
          continue;
        }
        const point = meant(x, space, budget);
        if (!(await decide(point)).fooled) wrong.add(FALSE_CLAIM.missed);
        else if (space.distance(point) > budget || beyond(point, space.bounds) > 0) wrong.add(FALSE_CLAIM.outside);
        else holds = true;
      }
      if (!holds) for (const warning of wrong) note({ warning });
      return undefined;
    };
  },
});
