import { column, defineAnalysis } from '@fragility/analysis';
import { median } from '@fragility/numerics';
import { strictObject } from 'valibot';
import { sweptAttack } from '../swept-attack.js';
import { distancesOf } from './distances.js';
import { bestOf, localOptimality } from './local.js';
import { finite, summariseOptimality, type OptimalityRow } from './optimality-summary.js';

/**
 * How near every attack comes to the best of all attacks of the experiment: AttackBench's optimality.
 *
 *     ξ = 1 − (∫ ρ_a − ∫ ρ*) / (∫ ρ_0 − ∫ ρ*)  on one model (local);  global: the mean of ξ over the models
 *
 * See {@link localOptimality}. Distances are the smallest that an attack found within any of its budgets. An attack alone in its norm is its own best,
 * and has none. Source: Cinà et al., AttackBench: Evaluating gradient-based attacks for adversarial examples, AAAI 2025, arXiv:2404.19460.
 */
export const optimality = defineAnalysis({
  name: 'optimality',
  summary: 'How near each attack comes to the best of all: local and global optimality',
  params: strictObject({}),
  needs: ['attacks'],
  columns: {
    attack: column.string('name of the attack in the config'),
    norm: column.string('norm of the perturbation'),
    examples: column.integer('examples that all attacks of the norm measured'),
    local_optimality: column.number('ξ; empty where nothing is to be compared'),
    success_rate: column.number('share of the correctly classified examples that it fooled'),
    median_distance: column.number('over these, one not fooled counting as ∞'),
    passes_per_example: column.number('forward and backward passes'),
  },
  passes: () => 0,
  async *run(_params, { attacks }) {
    for (const { norm, byAttack, passes } of await distancesOf(attacks.map(sweptAttack))) {
      const best = bestOf([...byAttack.values()]);
      for (const [attack, distances] of byAttack) {
        const right = distances.filter((_, i) => best[i]! > 0);
        yield {
          attack,
          norm,
          examples: distances.length,
          local_optimality: byAttack.size > 1 ? localOptimality(distances, best) : null,
          success_rate: finite(right.filter(Number.isFinite).length / right.length),
          median_distance: finite(median(right)),
          passes_per_example: passes.get(attack)!,
        };
      }
    }
  },
  summarise: (rows) => summariseOptimality(rows as readonly OptimalityRow[]),
});
