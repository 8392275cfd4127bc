import {
  column,
  defineAnalysis,
  type Figure,
  groupBy,
  type Summary,
  type SweptRow,
  type TableRow,
  VEGA_LITE,
} from '@fragility/analysis';
import { mean, median } from '@fragility/numerics';
import { strictObject } from 'valibot';
import { sweptAttack } from '../swept-attack.js';
import { distancesOf } from './distances.js';
import { bestOf, localOptimality } from './local.js';

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

interface Row extends SweptRow {
  readonly attack: string;
  readonly norm: string;
  readonly local_optimality: number | null;
  readonly success_rate: number;
  readonly passes_per_example: number;
}

/** Global optimality of every attack: the mean over the trials in which it has a local one. */
function ranking(rows: readonly Row[]): TableRow[] {
  return [...groupBy(rows, ({ attack, norm }) => `${norm}\n${attack}`).values()]
    .map((own) => {
      const local = own.flatMap(({ local_optimality }) => local_optimality ?? []);
      return {
        norm: own[0]!.norm,
        attack: own[0]!.attack,
        trials: local.length,
        global_optimality: finite(mean(local)),
        least: finite(Math.min(...local)),
        success_rate: mean(own.map(({ success_rate }) => success_rate)),
        passes_per_example: mean(own.map(({ passes_per_example }) => passes_per_example)),
      };
    })
    .sort((a, b) => (b.global_optimality ?? -1) - (a.global_optimality ?? -1));
}

function rankingFigure(rows: readonly TableRow[]): Figure[] {
  const values = rows.filter((row) => row['global_optimality'] !== null);
  if (values.length === 0) return [];
  return [
    {
      name: 'optimality',
      caption:
        'Global optimality of every attack: how near its curve of robust accuracy comes to that of the best attack of each example, mean over trials. Right is better; 1 is the best on every example.',
      spec: {
        $schema: VEGA_LITE,
        width: 420,
        height: { step: 22 },
        data: { values },
        mark: { type: 'point', filled: true, size: 70 },
        encoding: {
          y: { field: 'attack', type: 'nominal', title: null, sort: null },
          x: { field: 'global_optimality', type: 'quantitative', title: 'global optimality' },
          ...(new Set(values.map(({ norm }) => norm)).size > 1
            ? { color: { field: 'norm', type: 'nominal' }, shape: { field: 'norm', type: 'nominal' } }
            : {}),
        },
      },
    },
  ];
}

function summariseOptimality(rows: readonly Row[]): Summary {
  const ranks = ranking(rows);
  const first = [...groupBy(ranks, ({ norm }) => String(norm)).values()].map(([best]) => best!);
  return {
    headlines: first.flatMap(({ norm, attack, global_optimality: value }) =>
      value === null
        ? [
            {
              label: `Optimality, ${String(norm)}`,
              value: 'undecided: there are not two attacks to compare, or no example is fooled',
            },
          ]
        : [
            {
              label: `Optimality, ${String(norm)}`,
              value: `${String(attack)} comes nearest to the best of all, ${Number(value).toFixed(4)}`,
            },
          ],
    ),
    tables:
      ranks.length > 0 ? [{ name: 'optimality-ranking', title: 'Attacks by global optimality', rows: ranks }] : [],
    figures: rankingFigure(ranks),
    metrics: Object.fromEntries(
      ranks.flatMap(({ norm, attack, global_optimality: value }) =>
        value === null ? [] : [[`${String(norm)}/${String(attack)}/global_optimality`, Number(value)]],
      ),
    ),
  };
}

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
  summarise: (rows) => summariseOptimality(rows as readonly Row[]),
});
