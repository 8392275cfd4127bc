import { type Figure, groupBy, type TableRow, VEGA_LITE } from '@fragility/analysis';
import { gardnerKappa, maximum, mean, meanCompression } from '@fragility/numerics';
import type { LawRow } from './law-rows.js';

const SIZE = { width: 520, height: 320 };
const logScale = { type: 'log', nice: false };
/** Room above and below the curves, in pixels, in place of whole powers of ten. */
const padded = { ...logScale, padding: 16 };
const DASHED = [5, 4];

/** Mean compression ratio against the dimension, with the law as a line. */
export function scalingFigure(rows: readonly LawRow[], law: readonly TableRow[]): Figure {
  const dimensions = [...new Set(rows.map(({ dimension }) => dimension))].sort((a, b) => a - b);
  return {
    name: 'compression-scaling',
    caption:
      'Mean compression ratio |cos θ| of random pairs against the dimension. The dashed line is the law of Theorem 1, Γ(d/2) / (√π Γ((d+1)/2)) ≈ √(2/πd). Pairs of one draw of points are strongly dependent: with few seeds the curves scatter.',
    spec: {
      $schema: VEGA_LITE,
      ...SIZE,
      layer: [
        {
          name: 'law of Theorem 1',
          data: { values: dimensions.map((d) => ({ d, c: meanCompression(d) })) },
          mark: {
            type: 'line',
            strokeDash: DASHED,
            color: '#555',
            point: dimensions.length === 1 && {
              shape: 'stroke',
              size: 500,
              filled: false,
              strokeWidth: 2,
              color: '#555',
            },
          },
          encoding: { x: { field: 'd', type: 'quantitative' }, y: { field: 'c', type: 'quantitative' } },
        },
        {
          data: {
            values: law.map(({ model, dimension, mean_compression }) => ({ model, d: dimension, c: mean_compression })),
          },
          mark: { type: 'line', point: { filled: true, size: 60 } },
          encoding: {
            x: {
              field: 'd',
              type: 'quantitative',
              scale: logScale,
              axis: { values: dimensions },
              title: 'dimension d',
            },
            y: { field: 'c', type: 'quantitative', scale: padded, title: 'mean |cos θ|' },
            color: { field: 'model', type: 'nominal', title: 'model' },
            shape: { field: 'model', type: 'nominal', title: 'model' },
          },
        },
      ],
    },
  };
}

/** Histogram of √d·C at the largest dimension, with the law's density. */
export function distributionFigure(rows: readonly LawRow[]): Figure {
  const d = maximum(rows.map(({ dimension }) => dimension));
  const own = rows.filter(({ dimension, against }) => dimension === d && against === 'random');
  const BINS = 40;
  const most = Math.min(1, maximum(own.map(({ compression }) => compression)) * 1.02);
  const width = most / BINS;
  const bars = [...groupBy(own, ({ model }) => model).entries()].flatMap(([model, group]) => {
    const counts = new Float64Array(BINS);
    for (const { compression } of group)
      counts[Math.min(BINS - 1, Math.floor(compression / width))]! += 1 / (group.length * width);
    return [...counts, 0].map((density, k) => ({ model, c: k * width, density }));
  });
  const height = (c: number): number => Math.exp(((d - 3) / 2) * Math.log1p(-c * c));
  const norm = Array.from({ length: 4000 }, (_, k) => height((k + 0.5) / 4000) / 4000).reduce((a, b) => a + b, 0);
  const curve = Array.from({ length: 200 }, (_, k) => ({
    c: (most * k) / 200,
    density: height((most * k) / 200) / norm,
  }));
  return {
    name: 'compression-distribution',
    caption: `Distribution of |cos θ| over random pairs at d = ${d}. The dashed line is the law of Theorem 1, C² ~ Beta(1/2, (d − 1)/2). Pairs of one draw of points are strongly dependent: with few seeds the curves scatter.`,
    spec: {
      $schema: VEGA_LITE,
      ...SIZE,
      layer: [
        {
          data: { values: bars },
          mark: { type: 'line', interpolate: 'step-after' },
          encoding: {
            x: { field: 'c', type: 'quantitative', title: '|cos θ|' },
            y: { field: 'density', type: 'quantitative', title: 'density' },
            color: { field: 'model', type: 'nominal', title: 'model' },
          },
        },
        {
          name: 'law of Theorem 1',
          data: { values: curve },
          mark: { type: 'line', strokeDash: DASHED, color: '#555' },
          encoding: { x: { field: 'c', type: 'quantitative' }, y: { field: 'density', type: 'quantitative' } },
        },
      ],
    },
  };
}

/** Mean distance to the boundary against the dimension, with both optima, and Gardner's κ for two classes. */
export function distanceFigure(rows: readonly LawRow[]): Figure {
  const twoClasses = rows.every(({ classes }) => classes === 2);
  const values = [...groupBy(rows, ({ model, dimension }) => `${model}\n${dimension}`).values()].flatMap((group) => {
    const { model, dimension: d } = group[0]!;
    const at = (against: string): LawRow[] => group.filter((row) => row.against === against);
    return [
      { d, curve: model, of: 'model', distance: mean(at('random').map(({ distance }) => distance)) },
      {
        d,
        curve: 'optimum, random pair',
        of: 'optimum',
        distance: mean(at('random').map((row) => row.optimal_distance)),
      },
      { d, curve: 'optimum, nearest', of: 'optimum', distance: mean(at('nearest').map((row) => row.optimal_distance)) },
      ...(twoClasses ? [{ d, curve: 'max-margin κ(1)', of: 'optimum', distance: gardnerKappa(1) }] : []),
    ];
  });
  const dimensions = [...new Set(rows.map(({ dimension }) => dimension))];
  return {
    name: 'distance-scaling',
    caption:
      'Mean L2 distance to the decision boundary against the dimension, beside what an optimal classifier has: half the distance to a random, and to the nearest, example of another class.' +
      (twoClasses ? ' κ(1) is the max-margin distance of d random points with random ±1 labels.' : ''),
    spec: {
      $schema: VEGA_LITE,
      ...SIZE,
      data: { values: ['model', 'optimum'].flatMap((kind) => values.filter((v) => v.of === kind && v.distance > 0)) },
      mark: { type: 'line', point: { filled: true, size: 50 } },
      encoding: {
        x: { field: 'd', type: 'quantitative', scale: logScale, axis: { values: dimensions }, title: 'dimension d' },
        y: { field: 'distance', type: 'quantitative', scale: padded, title: 'mean distance (L2)' },
        color: { field: 'curve', type: 'nominal', title: null, sort: null },
      },
    },
  };
}
