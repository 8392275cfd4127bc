import type { Norm } from '@fragility/numerics';
import { expectThat, type Check } from '@fragility/plugin';
import type { AttackRecord } from '../../record.js';
import { networkAt } from '../problems/network-at.js';
import { linearProblem } from '../problems/problem.js';
import { scaled, type AttackUnderTest } from '../attack-under-test.js';

/** Scales at which nothing is rounded otherwise, so that an attack does the same to the bit; and others. */
const EXACT = [2 ** -10, 2 ** 10];
const ROUNDED = [1e-3, 1e3];
/** Relative difference of distances that rounding explains; and of attacks that promise no optimum, which it may lead another way. */
const [CLOSE, NEAR] = [1e-3, 0.05];

/** Budgets on the network of size 1. */
const BUDGETS: Record<Norm, number> = { linf: 0.3, l2: 0.8, l1: 2, l0: 3 };

/** Where the inputs lie on the same network, moved: within [98, 102] instead of [−2, 2]. */
const ELSEWHERE = 100;

/** What does not depend on the scale of the inputs. */
const relative = ({ norm, success, distance }: AttackRecord, scale: number) => ({
  success,
  distance: norm === 'l0' || !success ? distance : distance / scale,
});

/**
 * Inputs, bounds and budgets s times as large, for a model of x/s: the attack does the same, its lengths s times as long. What is caught is a
 * constant length in the units of x, unless the attack says that its method prescribes one. At powers of two nothing is rounded otherwise, so the
 * results must be equal to the bit; at 1e-3 and 1e3, where rounding may lead the search of one example another way, within 1e-3 of attacks that promise the
 * optimum and 5 % of all others.
 */
export function scaleChecks({ definition, norm, smallest, reaches, run, check }: AttackUnderTest): Check[] {
  if (definition.absolute !== undefined) return [];
  const budgetsAt = (scale: number, exact: Float64Array | number) => {
    const factor = norm === 'l0' ? 1 : scale;
    return smallest ? {} : { budgets: [typeof exact === 'number' ? exact * factor : scaled(exact, 1.2 * factor)] };
  };
  const kinds = [true, false].flatMap((bounded) => [
    {
      name: `linear, ${bounded ? 'bounded' : 'unbounded'}`,
      at: async (scale: number) => {
        const options = { seed: 'scales', count: 2, bias: 0.5 };
        const problem = linearProblem(scale, bounded, 3, options);
        const exact = linearProblem(1, bounded, 3, options).optima(norm);
        return run(problem, budgetsAt(scale, exact));
      },
    },
    {
      name: `ReLU network, ${bounded ? 'bounded' : 'unbounded'}`,
      at: async (scale: number) => run(networkAt({ scale, bounded }), budgetsAt(scale, BUDGETS[norm])),
    },
  ]);
  /** Compares records; rounding may have led the search another way on at most `astray` of them. */
  const compare = (
    records: readonly AttackRecord[],
    expected: readonly AttackRecord[],
    scale: number,
    { tolerance, astray }: { readonly tolerance: number; readonly astray: number },
  ): void => {
    const apart = records.flatMap((record, i) => {
      const [found, unit] = [relative(record, scale), relative(expected[i]!, 1)];
      const gap = found.distance === unit.distance ? 0 : Math.abs(found.distance / unit.distance - 1);
      return found.success === unit.success && gap <= tolerance
        ? []
        : `${record.id}: with inputs of size ${scale} success ${found.success} at ${found.distance} × ${scale}, with size 1 success ${unit.success} at ${unit.distance}; scale lengths by the bounds, the budget or the input`;
    });
    expectThat(apart.length <= astray, () => apart[0]!);
  };
  const same = { tolerance: 0, astray: 0 };
  const close = { tolerance: reaches ? CLOSE : NEAR, astray: 1 };
  return [
    ...kinds.map(({ name, at }) =>
      check(`the same at every scale: ${name}`, async () => {
        const expected = await at(1);
        for (const scale of EXACT) compare(await at(scale), expected, scale, same);
        for (const scale of ROUNDED) compare(await at(scale), expected, scale, close);
      }),
    ),
    check('the same around another origin', async () => {
      const at = (shift: number): Promise<AttackRecord[]> =>
        run(networkAt({ bounded: true, shift }), budgetsAt(1, BUDGETS[norm]));
      compare(await at(ELSEWHERE), await at(0), 1, close);
    }),
  ];
}
