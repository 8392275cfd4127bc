import { expect, it } from '@jest/globals';
import { collect, linearProblem, steepened } from '@fragility/attack/conformance';
import type { AnyAttack } from '@fragility/attack';
import { bim, fgsm, miFgsm, pgd } from './index.js';

const { model, examples, optima } = linearProblem(1, true, 10, { shape: [24], count: 6, bias: 1 });
const NORMS = ['linf', 'l2', 'l1'] as const;
const ATTACKS = [
  ['bim', bim],
  ['fgsm', fgsm],
  ['mi-fgsm', miFgsm],
  ['pgd', pgd],
] as const satisfies readonly (readonly [string, AnyAttack])[];

/** The points that an attack ends at, where logits are some times as large. */
const found = async (attack: AnyAttack, norm: (typeof NORMS)[number], loss: string, factor: number) => {
  const budget = 1.2 * optima(norm).toSorted()[3]!;
  const params = attack === fgsm ? { loss } : { loss, steps: 20 };
  const options = { norm, params, budgets: [budget], seed: 1, stopOnSuccess: false };
  const records = await collect(steepened(model, factor), attack, examples, options);
  return records.map(({ success, candidate }) => ({ success, at: candidate && [...candidate] }));
};

it.each(ATTACKS.flatMap(([name, attack]) => NORMS.map((norm) => [name, norm, attack] as const)))(
  '%s by margin in %s ends at the same point where logits are a million times larger, or smaller',
  async (_, norm, attack) => {
    const expected = await found(attack, norm, 'margin', 1);
    expect(new Set(expected.map(({ success }) => success)).has(true)).toBe(true);
    for (const factor of [2 ** -20, 2 ** 20]) expect(await found(attack, norm, 'margin', factor)).toEqual(expected);
  },
);

it('PGD by cross-entropy does not, for it saturates', async () => {
  const expected = await found(pgd, 'l2', 'cross-entropy', 1);
  expect(await found(pgd, 'l2', 'cross-entropy', 2 ** 20)).not.toEqual(expected);
});
