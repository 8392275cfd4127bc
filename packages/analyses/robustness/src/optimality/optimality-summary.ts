import { groupBy, VEGA_LITE, type Figure, type Summary, type SweptRow, type TableRow } from '@fragility/analysis';
import { mean } from '@fragility/numerics';

/** A number, or null where there is none. */
export const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** What an attack came to in a trial. */
export interface OptimalityRow extends SweptRow {
  readonly attack: string;
  readonly norm: string;
  readonly local_optimality: number | null;
  readonly success_rate: number;
  readonly passes_per_example: number;
}

/** Global optimality of every attack: the mean over the trials in which it has a local one. */
function ranking(rows: readonly OptimalityRow[]): TableRow[] {
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

/** The ranking of the attacks: table, figure, headlines and metrics. */
export function summariseOptimality(rows: readonly OptimalityRow[]): Summary {
  const ranks = ranking(rows);
  const first = [...groupBy(ranks, ({ norm }) => String(norm)).values()].map(([best]) => best!);
  return {
    headlines: first.map(({ norm, attack, global_optimality: value }) => ({
      label: `Optimality, ${String(norm)}`,
      value:
        value === null
          ? 'undecided: there are not two attacks to compare, or no example is fooled'
          : `${String(attack)} comes nearest to the best of all, ${Number(value).toFixed(4)}`,
    })),
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
