import { expect, it } from '@jest/globals';
import { marginLoss } from '@fragility/numerics';
import { defineAttack, type Access, type AnyAttack, type Attacker } from '../../index.js';
import { define, failures, right } from '../../testing/candidates.js';

const ACCESS = /^l2: asks for no more than it requires/;
const claiming = (requires: Access, attacker: Attacker<'dense', 'l2'>, prefers?: Access): AnyAttack =>
  defineAttack({ ...define(() => right), requires, ...(prefers ? { prefers } : {}), create: () => attacker as never });
const failed = (definition: AnyAttack): Promise<string[]> => failures(definition, ACCESS);

it('passes attacks that ask for what they require', async () => {
  expect(await failed(define(() => right))).toEqual([]);
  expect(await failed(claiming('decision', async ({ input, decide }) => void (await decide(input))))).toEqual([]);
  expect(await failed(claiming('dense', async ({ input, layers }) => (layers.length > 0 ? input : null)))).toEqual([]);
});

it.each<[Access, string, Attacker<'dense', 'l2'>]>([
  ['decision', 'logits', async ({ input, logits }) => void (await logits(input))],
  ['decision', 'a gradient', right as Attacker<'dense', 'l2'>],
  [
    'scores',
    'gradients',
    async ({ input, criterion, gradients }) => void (await gradients(input, [marginLoss(criterion)])),
  ],
  [
    'scores',
    'a gradient where there is one',
    async ({ input, criterion, gradient }) => void (await gradient?.(input, marginLoss(criterion))),
  ],
  ['gradient', 'layers', async ({ input, layers }) => (layers ? null : input)],
  ['constructor' as Access, 'what there is not', async () => null],
])('catches an attack that says %s and looks for %s', async (requires, _, attacker) => {
  expect(await failed(claiming(requires, attacker))).toHaveLength(1);
});

it('catches an attack that cannot do without what it prefers', async () => {
  const needs: Attacker<'dense', 'l2'> = async ({ input, layers }) => (layers.length > 0 ? input : null);
  expect(await failed(claiming('gradient', needs, 'dense'))).toHaveLength(1);
  const can: Attacker<'dense', 'l2'> = async (example) =>
    'layers' in example && example.layers.length > 9 ? null : example.input;
  expect(await failed(claiming('gradient', can, 'dense'))).toEqual([]);
});
