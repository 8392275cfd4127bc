import { isDense, isDifferentiable, type Classifier } from '@fragility/model';
import { expectThat, isFragilityError, type Check } from '@fragility/plugin';
import type { Access, AnyAttack, Example } from '../../attack.js';
import { allows, offers } from '../../host/access.js';
import { ampleBudgets, PLAIN_PROBLEM, type AttackUnderTest } from '../attack-under-test.js';

/** The queries of all accesses, and what a model shows. */
const QUERIES: readonly string[] = ['decide', 'logits', 'gradient', 'gradients', 'layers'];

/** The same attack; what it looks for in vain is added to `missed`. */
const probed = (definition: AnyAttack, missed: Set<string>): AnyAttack => ({
  ...definition,
  create: (params) => {
    const attacker = definition.create(params);
    return (example: Example) =>
      attacker(
        new Proxy(example, {
          get: (target, name) => {
            if (typeof name === 'string' && QUERIES.includes(name) && !(name in target)) missed.add(name);
            return Reflect.get(target, name) as unknown;
          },
        }),
      );
  },
});

/** The same model, which offers no more than an access. */
const offering = (model: Classifier, access: Access): Classifier => {
  const { inputShape, classes, bounds, precision } = model;
  return {
    inputShape,
    classes,
    bounds,
    precision,
    logits: (x) => model.logits(x),
    ...(allows(access, 'gradient') && isDifferentiable(model) ? { vjp: model.vjp.bind(model) } : {}),
    ...(allows(access, 'layers') && isDense(model) ? { layers: model.layers } : {}),
  } as Classifier;
};

/** An attack gets by with what it requires: it looks for no other queries, also on a model that offers no more. */
export function accessCheck({ definition, norm, run, check }: AttackUnderTest): Check {
  const requires = definition.requires as Access;
  return check('asks for no more than it requires', async () => {
    const missed = new Set<string>();
    const model = offering(PLAIN_PROBLEM.model, requires);
    expectThat(offers(PLAIN_PROBLEM.model, requires), () => `there is no access '${requires}'`);
    try {
      await run({ ...PLAIN_PROBLEM, model }, { budgets: [ampleBudgets(norm)] }, probed(definition, missed));
    } catch (error) {
      if (missed.size === 0 || !isFragilityError(error)) throw error;
    }
    expectThat(
      missed.size === 0,
      () => `it looks for ${[...missed].join(', ')}, which \`requires: '${requires}'\` does not offer`,
    );
  });
}
