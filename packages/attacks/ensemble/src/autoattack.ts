import { defineAttack } from '@fragility/attack';
import { square } from '@fragility/attacks-black-box';
import { apgd, apgdT } from '@fragility/attacks-gradient';
import { fab, fabT } from '@fragility/attacks-minimal-norm';
import { z } from 'zod';
import { averaged } from './averaged.js';
import { inTurn, member, type Member, type Subject } from './members.js';
import { warn } from './warnings.js';

/** Restarts of version plus, and evaluations that version rand averages over. */
const RESTARTS = 5;
const SAMPLES = 20;

const params = z.strictObject({
  version: z
    .enum(['standard', 'plus', 'rand'])
    .default('standard')
    .describe(
      'standard; plus: more members and restarts; rand: for randomised models, gradients averaged over 20 evaluations',
    ),
  steps: z.int().positive().default(100).describe('gradient steps of each start of APGD and FAB'),
  targets: z.int().positive().default(9).describe('classes that APGD-T and FAB-T aim at'),
  queries: z.int().positive().default(5000).describe('model evaluations of Square'),
});

/** Runs Square, and warns where it breaks what no gradient attack did. */
function lastResort(queries: number): Member {
  const { name, attack } = member('square', square.create(square.params.parse({ queries })));
  return {
    name,
    attack: async (example: Subject) => {
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

function membersOf({ version, steps, targets, queries }: z.output<typeof params>): Member[] {
  const climb = (loss: 'cross-entropy' | 'dlr', restarts: number): Member =>
    member(`apgd-${loss}`, apgd.create(apgd.params.parse({ loss, steps, restarts })));
  const aimed = member('apgd-t', apgdT.create(apgdT.params.parse({ steps, targets })));
  const projected = member('fab-t', fabT.create(fabT.params.parse({ steps, targets, patience: steps })));
  if (version === 'standard') return [climb('cross-entropy', 1), aimed, projected, lastResort(queries)];
  if (version === 'rand') return [climb('cross-entropy', 1), climb('dlr', 1)];
  return [
    climb('cross-entropy', RESTARTS),
    climb('dlr', RESTARTS),
    member('fab', fab.create(fab.params.parse({ steps, restarts: RESTARTS, patience: steps }))),
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
  name: 'autoattack',
  summary: 'APGD, APGD-T, FAB-T and Square in turn, each on what is left',
  reference: 'arXiv:2003.01690',
  norms: ['linf', 'l2', 'l1'],
  goal: 'fixed-budget',
  requires: 'gradient',
  params,
  create: (settings) => {
    const members = membersOf(settings);
    return async (example) => {
      await warn(example);
      await inTurn(settings.version === 'rand' ? averaged(example, SAMPLES) : example, members);
    };
  },
});
