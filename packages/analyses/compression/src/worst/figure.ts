import { VEGA_LITE, type Figure, type TableRow } from '@fragility/analysis';

/** Mean distances against the dimension. */
export function distancesFigure(table: readonly TableRow[]): Figure {
  const log = { type: 'log', nice: false, padding: 16 };
  const values = table.flatMap(({ dimension, mean_distance, mean_worst_distance, mean_optimal_distance }) => [
    { d: dimension, curve: 'towards a random class', distance: mean_distance },
    { d: dimension, curve: 'towards the worst class', distance: mean_worst_distance },
    { d: dimension, curve: 'optimum, nearest point', distance: mean_optimal_distance },
  ]);
  const curve = { field: 'curve', type: 'nominal', title: null, sort: null };
  return {
    name: 'worst-class',
    caption:
      'Mean smallest perturbation towards a random class and towards the worst of all, and half the distance of the nearest other point, against the dimension.',
    spec: {
      $schema: VEGA_LITE,
      width: 520,
      height: 320,
      data: { values },
      mark: { type: 'line', point: { filled: true, size: 60 } },
      encoding: {
        x: {
          field: 'd',
          type: 'quantitative',
          scale: log,
          title: 'dimension d',
          axis: { values: [...new Set(values.map(({ d }) => d))] },
        },
        y: { field: 'distance', type: 'quantitative', scale: log, title: 'mean distance (L2)' },
        color: curve,
        shape: curve,
        strokeDash: curve,
      },
    },
  };
}
