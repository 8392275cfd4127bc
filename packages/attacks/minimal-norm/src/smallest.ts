import type { Access, AttackDefinition, Example, Seen } from '@fragility/attack';
import { FragilityError, type Norm } from '@fragility/numerics';
import { z } from 'zod';
import { FLAT } from './linearise.js';
import { firstStep, reach, width } from './scale.js';

/** Doublings of the first budget before the search gives up: a factor of a million. */
const DOUBLINGS = 20;
/** First budget of attacks that see no gradient, as a share of the width of the bounds. */
const FIRST_SHARE = 0.01;

/** Ends a trial whose budget has proven sufficient. */
class Enough extends Error {}

const searchParams = {
  halvings: z
    .int()
    .positive()
    .default(10)
    .describe('halvings of the bracket between a budget that fails and one that succeeds'),
};

/** The example as an attack with this budget sees it: its questions end the trial as soon as a point within the budget is fooled. */
function limited<A extends Access, N extends Norm>(
  example: Example<A, N>,
  budget: number,
  trial: number,
): Example<A, N> {
  const best = (): ReturnType<Example['best']> => {
    const found = example.best();
    return found && found.distance <= budget ? found : null;
  };
  const ending =
    <P extends unknown[], T extends Seen | readonly Seen[]>(ask: (...given: P) => Promise<T>) =>
    async (...given: P): Promise<T> => {
      const answer = await ask(...given);
      if ([answer].flat().some(({ fooled }: Seen) => fooled) && best()) throw new Enough();
      return answer;
    };
  const all = example as unknown as Example<'dense', N>;
  return {
    ...example,
    budget,
    best,
    random: example.random.fork(`trial ${trial}`),
    decide: ending(all.decide),
    logits: ending(all.logits),
    gradient: ending(all.gradient),
    gradients: ending(all.gradients),
  };
}

/**
 * An attack for the smallest perturbation out of one with a fixed budget: the budget is doubled until it suffices, then bisected.
 *
 *     ε ← 2ε until fooled;   then ε ← (ε₋ + ε₊)/2,  ε₊ the smallest distance found, ε₋ the largest budget that failed
 *
 * The first ε is the distance to the linearised boundary, or without gradients 1 % of the width of the bounds. A trial ends with the first
 * fooled point. The answer is within 2^−halvings of what the attack can do where more budget is never worse. Parameters are those of
 * the attack and `halvings`; the name is `bisected-` and that of the attack.
 *
 * @throws FragilityError `attacks-minimal-norm/goal` when the attack is not one with a fixed budget.
 * @example smallest(pgd).name; // 'bisected-pgd'
 */
export function smallest<A extends Access, N extends Norm>(
  definition: AttackDefinition<z.ZodObject, A, N, 'fixed-budget'>,
  name = `bisected-${definition.name}`,
): AttackDefinition<z.ZodObject, A, N, 'smallest'> {
  if (definition.goal !== 'fixed-budget') {
    throw new FragilityError(
      `attack '${definition.name}' has the goal '${definition.goal as string}', expected 'fixed-budget'; use it as it is`,
      { where: 'attacks-minimal-norm/smallest', code: 'attacks-minimal-norm/goal' },
    );
  }
  return {
    kind: 'attack',
    name,
    summary: `Smallest budget at which ${definition.name} succeeds, by bisection`,
    reference: definition.reference,
    norms: definition.norms,
    ...(definition.criteria ? { criteria: definition.criteria } : {}),
    requires: definition.requires,
    goal: 'smallest',
    params: definition.params.extend(searchParams),
    create: ({ halvings, ...params }) => {
      const attacker = definition.create(params);
      const sloped = ['gradient', 'dense'].includes(definition.requires);
      return async (example) => {
        const subject = example as unknown as Example<'gradient'>;
        const step = sloped ? (await firstStep(subject))?.distance : undefined;
        const limit = Math.min(example.budget, reach(subject));
        let trials = 0;
        const succeeds = async (budget: number): Promise<boolean> => {
          try {
            const x = await attacker(limited(example, budget, trials++));
            if (x) await subject.decide(x);
          } catch (error) {
            if (!(error instanceof Enough)) throw error;
          }
          return (example.best()?.distance ?? Infinity) <= budget;
        };
        let [low, high] = [0, Math.min(limit, step ?? FIRST_SHARE * width(subject))];
        for (let k = 0; !(await succeeds(high)); k++) {
          if (high >= limit || k === DOUBLINGS)
            return example.note({
              reason: sloped && step === undefined ? FLAT : `not fooled within ${high}`,
            });
          [low, high] = [high, Math.min(limit, 2 * high)];
        }
        for (let k = 0; k < (halvings as number); k++) {
          high = example.best()!.distance;
          const middle = (low + high) / 2;
          if (!(await succeeds(middle))) low = middle;
        }
      };
    },
  };
}
