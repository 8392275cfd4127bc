import { marginLoss } from '@fragility/numerics';
import { runChecks } from '@fragility/plugin';
import { strictObject } from 'valibot';
import { attackChecks } from '../conformance/checks.js';
import { defineAttack, type AnyAttack, type Attacker } from '../index.js';

/** An attack under test. */
export type Gradient = Attacker<'gradient', 'l2'>;
export const define = (create: () => Gradient, goal: 'fixed-budget' | 'smallest' = 'fixed-budget') =>
  defineAttack({
    name: 'candidate',
    summary: 'an attack under test',
    reference: 'a test',
    norms: ['l2'],
    goal,
    requires: 'gradient',
    params: strictObject({}),
    create,
  });

/** One exact step: right for linear models. */
export const right: Gradient = async ({ input, criterion, budget, space, gradient }) =>
  space.extreme((await gradient(input, marginLoss(criterion))).gradient, budget);

/** Names of the checks that a definition does not pass, all or those that the name of begins with. */
export const failures = async (definition: AnyAttack, pattern = /./): Promise<string[]> =>
  (await runChecks(attackChecks(definition).filter(({ name }) => pattern.test(name))))
    .filter(({ passed }) => !passed)
    .map(({ check }) => check);
