import { strictObject } from 'valibot';
import { defineAttack, type Access, type Attacker, type Goal } from '../attack.js';

/**
 * An attack out of a function of one example, in every convex norm and without parameters: for tests.
 *
 * @example attackOf('decision', async ({ input, decide }) => void (await decide(input))).requires; // 'decision'
 */
export const attackOf = <A extends Access, G extends Goal = 'smallest'>(
  requires: A,
  attacker: Attacker<A, 'linf' | 'l2' | 'l1'>,
  goal: G = 'smallest' as G,
) =>
  defineAttack({
    name: 'of-a-test',
    summary: 'An attack of a test',
    reference: 'none',
    norms: ['linf', 'l2', 'l1'],
    goal,
    requires,
    params: strictObject({}),
    create: () => attacker,
  });
