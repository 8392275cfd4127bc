import { groupBy, type TableRow } from '@fragility/analysis';
import type { Norm } from '@fragility/numerics';
import type { CriterionName } from '../criterion.js';
import type { Group } from '../groups.js';

/** What one attack leaves of one model, at every budget that is known. */
export interface Curve {
  /** Model and swept values. */
  readonly of: TableRow;
  readonly attack: string;
  readonly norm: Norm;
  readonly criterion: CriterionName;
  readonly examples: number;
  readonly seeds: number;
  /** Correctly classified before any attack. */
  readonly clean: number;
  /** What is robust at the budgets that were asked for, ascending. */
  readonly budgets: readonly { readonly budget: number; readonly robust: number }[];
  /** Smallest perturbations, ascending, Infinity where none was found; null where the attack works within budgets only. */
  readonly distances: Float64Array | null;
  /** How many examples were fooled after so many passes, at the largest budget; ascending. */
  readonly passes: readonly (readonly [passes: number, examples: number])[];
}

/** Ascending by budget, no limit last. */
const byBudget = (a: Group, b: Group): number => (a.budget ?? Infinity) - (b.budget ?? Infinity);

/** Curves of all that was counted, in its order. */
export const curvesOf = (groups: readonly Group[]): Curve[] =>
  [...groupBy(groups, ({ of, attack, norm, criterion }) => JSON.stringify([of, attack, norm, criterion])).values()].map(
    (own) => {
      const sorted = own.toSorted(byBudget);
      const last = sorted.at(-1)!;
      const { of, attack, norm, criterion, seeds } = last;
      const { examples, skipped, distances, passes } = last.count.found();
      return {
        ...{ of, attack, norm, criterion, examples, seeds: seeds.size, clean: examples - skipped },
        budgets: sorted.flatMap(({ budget, count }) =>
          budget === null ? [] : [{ budget, robust: count.found().robust }],
        ),
        distances: last.budget === null ? distances.sort() : null,
        passes: [...passes].sort(([a], [b]) => a - b),
      };
    },
  );
