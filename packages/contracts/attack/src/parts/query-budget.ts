import type { Loss, Row } from '@fragility/numerics';
import type { Example } from '../attack.js';

/** What {@link withQueryBudget} throws at a query beyond the limit. */
export class QueryBudgetSpent extends Error {}

type BudgetedQueries = Pick<Example<'gradient'>, 'decide' | 'logits' | 'gradient' | 'gradients'>;

/**
 * An example with a limited number of gradients, which are counted as AttackBench counts passes: a query without one is half a gradient.
 *
 * A query throws {@link QueryBudgetSpent} when nothing is left. n gradients are at most 2n forward and backward passes, but for half a gradient at the end.
 *
 * @example
 * defineAttack({
 *   name: 'frugal', summary: 'Asks until nothing is left', reference: 'none', norms: ['l2'], goal: 'smallest', requires: 'gradient',
 *   params: z.strictObject({}),
 *   create: () => async (example) => {
 *     const { input, criterion, gradient } = withQueryBudget(example, 100);
 *     await withinQueryBudget(async () => gradient(input, crossEntropy(criterion)));
 *   },
 * });
 */
export function withQueryBudget<E extends BudgetedQueries>(example: E, gradients: number): E & { left(): number } {
  let left = gradients;
  const spend = (amount: number): void => {
    if (left <= 0) throw new QueryBudgetSpent();
    left -= amount;
  };
  return {
    ...example,
    left: () => left,
    decide: async (x: Row) => {
      spend(0.5);
      return example.decide(x);
    },
    logits: async (x: Row) => {
      spend(0.5);
      return example.logits(x);
    },
    gradient: async (x: Row, loss: Loss, out?: Row) => {
      spend(1);
      return example.gradient(x, loss, out);
    },
    gradients: async (x: Row, losses: readonly Loss[]) => {
      if (left < losses.length) throw new QueryBudgetSpent();
      spend(losses.length);
      return example.gradients(x, losses);
    },
  };
}

/** Runs what asks a {@link withQueryBudget} example until it is done, or nothing is left. */
export async function withinQueryBudget(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof QueryBudgetSpent)) throw error;
  }
}
