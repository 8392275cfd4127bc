import { FragilityError, type Loss, type Norm } from '@fragility/numerics';
import { extended, integer, type Schema } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import type { Access, AttackDefinition, Example } from '../../attack.js';
import { nearerRival } from '../boundary/runs.js';
import { farthestCorner, firstStep, inputScale } from '../boundary/scale.js';
import { bisection, type Trial } from './bisection.js';

/** First budget of attacks that see no gradient, as a share of the width of the bounds. */
const FIRST_SHARE = 0.01;

const searchParams = strictObject({
  halvings: optional(
    integer('halvings of the bracket between a budget that fails and one that succeeds', { min: 1 }),
    10,
  ),
});

/** The attack with these parameters on a loss of one other class, or null where that is not asked for. */
type Aimed<A extends Access, N extends Norm> = (params: never) => ((loss: Loss) => Trial<A, N>) | null;

/**
 * An attack for the smallest perturbation out of one with a fixed budget: the budget is doubled until it suffices, then bisected.
 *
 *     ε ← 2ε until fooled;   then ε ← (ε₋ + ε₊)/2,  ε₊ the smallest distance found, ε₋ the largest budget that failed
 *
 * The first ε is the distance to the linearised boundary, or without gradients 1 % of the width of the bounds. A trial ends with the first
 * fooled point. The result is within 2^−halvings of what the attack can do where more budget is never worse. Parameters are those of
 * the attack and `halvings`; the name is `bisected-` and that of the attack. With `aimed`, a class whose linearised boundary proves nearer than
 * the result is bisected towards as well.
 *
 * @throws FragilityError `attack/goal` when the attack is not one with a fixed budget.
 * @example smallest(pgd).name; // 'bisected-pgd'
 */
export function smallest<A extends Access, N extends Norm>(
  definition: AttackDefinition<Schema, A, N, 'fixed-budget'>,
  name = `bisected-${definition.name}`,
  aimed: Aimed<A, N> = () => null,
): AttackDefinition<Schema, A, N, 'smallest'> {
  if (definition.goal !== 'fixed-budget') {
    throw new FragilityError(
      {
        given: `attack '${definition.name}' has the goal '${definition.goal as string}'`,
        expected: `'fixed-budget'`,
        remedy: 'use it as it is',
      },
      { where: 'attack/smallest', code: 'attack/goal', kind: 'input' },
    );
  }
  return {
    kind: 'attack',
    name,
    summary: `Smallest budget at which ${definition.name} succeeds, by bisection`,
    reference: definition.reference,
    norms: definition.norms,
    ...(definition.criteria ? { criteria: definition.criteria } : {}),
    ...(definition.absolute === undefined ? {} : { absolute: definition.absolute }),
    requires: definition.requires,
    goal: 'smallest',
    params: extended(definition.params, searchParams),
    create: ({ halvings, ...params }) => {
      const attacker = definition.create(params);
      const towards = aimed(params as never);
      const sloped = ['gradient', 'dense'].includes(definition.requires);
      return async (example) => {
        const subject = example as unknown as Example<'gradient'>;
        const step = sloped ? (await firstStep(subject))?.distance : undefined;
        const limit = Math.min(example.budget, farthestCorner(subject));
        const search = bisection(example);
        const { found, failed } = await search.double(attacker, step ?? FIRST_SHARE * inputScale(subject), limit);
        if (found) await search.halve(attacker, failed, halvings as number);
        const rival = towards && (await nearerRival(subject));
        if (rival) await bisection(example).halve(towards(rival.loss), 0, halvings as number);
        else if (!found) example.note({ reason: `not fooled within ${failed}` });
      };
    },
  };
}
