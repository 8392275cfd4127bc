import { defineAttack } from '@fragility/attack';
import { FIXED_BUDGET } from '@fragility/attack/parts';
import { square } from '@fragility/attacks-black-box';
import { apgd, apgdT } from '@fragility/attacks-gradient';
import { fab, fabT } from '@fragility/attacks-minimal-norm';
import { choice, integer, type OutputOf } from '@fragility/plugin';
import { optional, parse, strictObject } from 'valibot';
import { averagedQueries } from './averaged.js';
import { inTurn, member, type Member, type GradientExample } from './members.js';
import { warn } from './warnings.js';

/** Restarts of version plus, and evaluations that version rand averages over. */
const RESTARTS = 5;
const SAMPLES = 20;

const params = strictObject({
  version: optional(
    choice(
      'standard; plus: more members and restarts; rand: for randomised models, gradients averaged over 20 evaluations',
      ['standard', 'plus', 'rand'],
    ),
    'standard',
  ),
  steps: optional(integer('gradient steps of each start of APGD and FAB', { min: 1 }), 100),
  targets: optional(integer('classes that APGD-T and FAB-T aim at', { min: 1 }), 9),
  queries: optional(integer('model evaluations of Square', { min: 1 }), 5000),
});

/** Runs Square, and warns where it breaks what no gradient attack did. */
function lastResort(queries: number): Member {
  const { name, attack } = member('square', square.create(parse(square.params, { queries })));
  return {
    name,
    attack: async (example: GradientExample) => {
      const held = example.best() === null;
      try {
        await attack(example);
      } finally {
        if (held && example.best())
          example.note({ warning: 'Square broke what gradient attacks did not: gradients may be masked' });
      }
    },
  };
}

function membersOf({ version, steps, targets, queries }: OutputOf<typeof params>): Member[] {
  const climb = (loss: 'cross-entropy' | 'dlr', restarts: number): Member =>
    member(`apgd-${loss}`, apgd.create(parse(apgd.params, { loss, steps, restarts })));
  const aimed = member('apgd-t', apgdT.create(parse(apgdT.params, { steps, targets })));
  const projected = member('fab-t', fabT.create(parse(fabT.params, { steps, targets, patience: steps })));
  if (version === 'standard') return [climb('cross-entropy', 1), aimed, projected, lastResort(queries)];
  if (version === 'rand') return [climb('cross-entropy', 1), climb('dlr', 1)];
  return [
    climb('cross-entropy', RESTARTS),
    climb('dlr', RESTARTS),
    member('fab', fab.create(parse(fab.params, { steps, restarts: RESTARTS, patience: steps }))),
    lastResort(queries),
    aimed,
    projected,
  ];
}

/**
 * AutoAttack: APGD on the cross-entropy, APGD-T, FAB-T and Square in turn, each on what the ones before did not break.
 *
 *     standard: APGD-CE → APGD-T → FAB-T → Square      rand: APGD-CE → APGD-DLR, averaged over 20 evaluations
 *     plus:     APGD-CE → APGD-DLR → FAB → Square → APGD-T → FAB-T, five restarts of the first three
 *
 * The record names the member that found the point, and warns of what makes the result doubtful: a randomised model, probabilities, zero
 * gradients, too few classes, Square ahead of the gradients. A targeted attack has the target as its only aim. One row: x [d], ε in the
 * units of x. Source: Croce & Hein, ICML 2020, arXiv:2003.01690.
 *
 * @example
 * for await (const record of attack(model, autoattack, examples, { norm: 'linf', budgets: [0.1] })) console.log(record.success, record.by);
 */
export const autoattack = defineAttack({
  ...FIXED_BUDGET,
  name: 'autoattack',
  summary: 'APGD, APGD-T, FAB-T and Square in turn, each on what is left',
  reference: 'arXiv:2003.01690',
  params,
  create: (settings) => {
    const members = membersOf(settings);
    return async (example) => {
      await warn(example);
      await inTurn(settings.version === 'rand' ? averagedQueries(example, SAMPLES) : example, members);
    };
  },
});
