import { type FoundRecord, groupBy, type SweptAttack } from '@fragility/analysis';

/** Records as the attacks of a trial that found them. */
export const attacksOf = (records: readonly FoundRecord[]): SweptAttack[] =>
  [...groupBy(records, ({ attack }) => attack)].map(([name, own]) => {
    const budgets = [...new Set(own.map(({ budget }) => budget))];
    return {
      name,
      norm: own[0]!.norm,
      budgets: budgets.includes(null) ? null : (budgets as number[]),
      targeted: own.some(({ target }) => target !== undefined),
      async *records() {
        yield* own;
      },
    };
  });
