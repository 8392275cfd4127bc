import type { AttackDefinition, Example, GradientResult } from '@fragility/attack';
import { FragilityError, type Loss, type Norm, type Row } from '@fragility/numerics';
import { choice, extended, fieldsOf, integer, parseParams, real, type OutputOf, type Schema } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { estimateGradient, type Estimate } from './estimate.js';

const estimateParams = strictObject({
  method: optional(
    choice('directions of the differences: Gaussian, of random signs, or every coordinate', [
      'nes',
      'spsa',
      'coordinates',
    ]),
    'nes',
  ),
  queries: optional(integer('model evaluations per gradient, in pairs; coordinates take 2d', { min: 2 }), 50),
  radius: optional(
    real(
      'half the length of the differences, as a share of the width of the bounds or, without, of the largest coordinate',
      { above: 0, max: 0.5 },
    ),
    0.001,
  ),
});

/**
 * An attack that sees scores only, out of one that asks for gradients: these are estimated from differences of logits.
 *
 *     ∇ₓ ℓ(f(x), y) ≈ Σ_b ⟨∂ℓ/∂f, f(x + σu_b) − f(x − σu_b)⟩ u_b / 2σn
 *
 * Directions u_b: Gaussian (`nes`), random signs (`spsa`) or every coordinate (`coordinates`, exact on linear models). Parameters are those
 * of the attack and `method`, `queries`, `radius`, whose defaults are the `options`; the name is `estimated-` and that of the attack.
 * Source: Ilyas et al., ICML 2018, arXiv:1804.08598 (NES); Uesato et al., ICML 2018, arXiv:1802.05666 (SPSA).
 *
 * @throws FragilityError `attacks-ensemble/access` when the attack does not ask for gradients, or reads weights;
 *   `attacks-ensemble/parameter` when it has a parameter of the same name; `plugin/params` for bad options.
 * @example estimated(pgd, { method: 'coordinates' }).name; // 'estimated-pgd'
 */
export function estimated<P extends Schema, N extends Norm, G extends AttackDefinition['goal']>(
  definition: AttackDefinition<P, 'gradient', N, G>,
  options: Partial<Estimate> = {},
): AttackDefinition<Schema, 'scores', N, G> {
  const where = 'attacks-ensemble/estimated';
  if (definition.requires !== 'gradient') {
    throw new FragilityError(
      {
        given: `attack '${definition.name}' requires access '${definition.requires as string}'`,
        expected: `'gradient'`,
        remedy: 'use it as it is',
      },
      { where, code: 'attacks-ensemble/access', kind: 'input' },
    );
  }
  const known = fieldsOf(definition.params);
  const taken = Object.keys(estimateParams.entries).find((name) => Object.hasOwn(known, name));
  if (taken !== undefined) {
    throw new FragilityError(
      {
        given: `attack '${definition.name}' has a parameter '${taken}', which the estimate needs`,
        remedy: 'rename it',
      },
      { where, code: 'attacks-ensemble/parameter', kind: 'input' },
    );
  }
  const { method, queries, radius } = parseParams(where, estimateParams, options);
  return {
    kind: 'attack',
    name: `estimated-${definition.name}`,
    summary: `${definition.summary}, on gradients estimated from scores`,
    reference: `${definition.reference}, arXiv:1804.08598`,
    norms: definition.norms,
    ...(definition.criteria ? { criteria: definition.criteria } : {}),
    ...(definition.absolute === undefined ? {} : { absolute: definition.absolute }),
    goal: definition.goal,
    requires: 'scores',
    params: extended(
      definition.params,
      strictObject({
        method: optional(estimateParams.entries.method.wrapped, method),
        queries: optional(estimateParams.entries.queries.wrapped, queries),
        radius: optional(estimateParams.entries.radius.wrapped, radius),
      }),
    ),
    create: ({ method, queries, radius, ...params }) => {
      const estimate = { method, queries, radius } as Estimate;
      const attacker = definition.create(params as OutputOf<P>);
      return async (example) => {
        const random = example.random.fork('estimate');
        const gradients: Example<'gradient'>['gradients'] = async (x, losses) => {
          const scored = await example.logits(x);
          const pulled: GradientResult[] = [];
          for (const loss of losses) {
            const { value, cotangent } = loss(scored.logits);
            const gradient = await estimateGradient(example, x, cotangent, estimate, random);
            pulled.push({ ...scored, value, gradient });
          }
          return pulled;
        };
        const gradient = async (x: Row, loss: Loss): Promise<GradientResult> => (await gradients(x, [loss]))[0]!;
        return attacker({ ...example, gradient, gradients } as Example<'gradient', N>);
      };
    },
  };
}
