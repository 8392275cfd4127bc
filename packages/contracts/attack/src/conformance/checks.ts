import type { Norm } from '@fragility/numerics';
import { expectThat, refusesUnknownParameter, saysWhatItIs, type Check } from '@fragility/plugin';
import type { AnyAttack } from '../attack.js';
import { abortCheck } from './properties/abort.js';
import { accessCheck } from './properties/access.js';
import { basicChecks } from './properties/basics.js';
import { criterionChecks, targetedCheck } from './properties/criteria.js';
import { degenerateChecks } from './properties/degenerate.js';
import { optimumChecks } from './properties/optimum.js';
import { orderCheck } from './properties/orders.js';
import { scaleChecks } from './properties/scales.js';
import { PLAIN_PROBLEM, attackUnderTest, type Promises, type AttackUnderTest } from './attack-under-test.js';

const inNorm = (subject: AttackUnderTest): Check[] => [
  ...basicChecks(subject),
  accessCheck(subject),
  ...(subject.offers('targeted') ? [targetedCheck(subject)] : []),
  ...degenerateChecks(subject),
  abortCheck(subject),
  orderCheck(subject),
  ...scaleChecks(subject),
  ...optimumChecks(subject),
];

/**
 * Everything an attack must do, as named checks: bounds and budget, identity at budget 0, determinism, batch independence, access, targets; inputs on
 * the boundary, constant models, NaN, an abort; another order of summation; other scales, another origin; and the exact optimum of linear classifiers at three scales with and without bounds.
 *
 * @example
 * const verdicts = await runChecks(attackChecks(pgd));
 */
export function attackChecks(definition: AnyAttack, promises: Promises = {}): Check[] {
  const norms = definition.norms as Norm[];
  const first = attackUnderTest(definition, norms[0]!, promises);
  return [
    saysWhatItIs(definition, () => {
      expectThat(Boolean(definition.reference && norms[0]), () => 'reference or norms are missing');
      expectThat(
        definition.criteria?.length !== 0,
        () => '`criteria` is empty; list what is supported, or leave it out',
      );
    }),
    refusesUnknownParameter((params) => first.run(PLAIN_PROBLEM, { budgets: [1], params })),
    ...criterionChecks(first),
    ...norms.flatMap((norm) => inNorm(attackUnderTest(definition, norm, promises))),
  ];
}
