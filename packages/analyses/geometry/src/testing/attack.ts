import type { AttackHandle } from '@fragility/analysis';
import type { Examples } from '@fragility/dataset';
import { normOf, row, type Row } from '@fragility/numerics';

/** A smallest-norm L2 attack that adds an offset to every example and calls it a success, but of those that are `skipped`. */
export const offsetAttack = (
  name: string,
  offset: (x: Row) => Row,
  { skipped = [], ...changes }: Partial<AttackHandle> & { readonly skipped?: readonly string[] } = {},
): AttackHandle => ({
  ...{ name, norm: 'l2', goal: 'smallest', budgets: null, targeted: false },
  records: async function* () {},
  attack: async function* (data) {
    const { inputs, labels, ids } = data as Examples;
    for (const [i, id] of ids.entries()) {
      const x = row(inputs, i);
      const change = offset(x);
      yield {
        ...{
          id,
          attack: name,
          norm: 'l2' as const,
          budget: null,
          label: labels[i]!,
          outcome: 'fooled' as const,
          success: true,
        },
        ...{
          skipped: skipped.includes(id),
          distance: normOf(change, 'l2'),
          class: 0,
          margin: -1,
          forwards: 1,
          backwards: 1,
        },
        candidate: x.map((value, k) => value + change[k]!),
      };
    }
  },
  ...changes,
});
