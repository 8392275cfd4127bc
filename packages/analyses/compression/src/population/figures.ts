import { type Figure, groupBy, VEGA_LITE } from '@fragility/analysis';
import { mean, meanCompression } from '@fragility/numerics';
import type { Distribution } from './distribution.js';

const DASHED = [5, 4];

/** Values with their intervals, one distribution below another, beside what the law has. */
function forest(
  values: readonly {
    readonly distribution: string;
    readonly value: number;
    readonly low?: number;
    readonly high?: number;
  }[],
  { name, title, law, caption }: { name: string; title: string; law: number; caption: string },
): Figure {
  const y = { field: 'distribution', type: 'nominal', title: null, sort: null };
  return {
    name,
    caption,
    spec: {
      $schema: VEGA_LITE,
      width: 420,
      height: { step: 22 },
      data: { values },
      layer: [
        {
          data: { values: [{ law }] },
          mark: { type: 'rule', strokeDash: DASHED, color: '#555' },
          encoding: { x: { field: 'law', type: 'quantitative' } },
        },
        {
          transform: [{ filter: 'isValid(datum.low)' }],
          mark: { type: 'rule', size: 2 },
          encoding: { y, x: { field: 'low', type: 'quantitative', title }, x2: { field: 'high' } },
        },
        {
          mark: { type: 'point', filled: true, size: 60 },
          encoding: { y, x: { field: 'value', type: 'quantitative', title, scale: { zero: false } } },
        },
      ],
    },
  };
}

/** Mean ρ over the Gaussian law against the dimension, a small panel for each distribution. */
function panels(all: readonly Distribution[]): Figure {
  const values = all.flatMap(({ name, rows }) =>
    [...groupBy(rows, ({ dimension }) => `${dimension}`).values()].map((own) => {
      const d = own[0]!.dimension;
      return { distribution: name, d, ratio: mean(own.map((row) => row.relative_robustness)) / meanCompression(d) };
    }),
  );
  const x = {
    field: 'd',
    type: 'quantitative',
    scale: { type: 'log', nice: false, padding: 8 },
    title: 'dimension d',
    axis: { values: [...new Set(values.map(({ d }) => d))].sort((a, b) => a - b) },
  };
  return {
    name: 'population-ratio',
    caption:
      'Mean relative robustness over that of Gaussian points, Γ(d/2) / (√π Γ((d+1)/2)), against the dimension. Along the dashed line the law holds; a level line beside it is another constant, a slope another exponent.',
    spec: {
      $schema: VEGA_LITE,
      data: { values },
      facet: { field: 'distribution', type: 'nominal', title: null, sort: null },
      columns: 4,
      spec: {
        width: 120,
        height: 90,
        layer: [
          { mark: { type: 'rule', strokeDash: DASHED, color: '#555' }, encoding: { y: { datum: 1 } } },
          {
            mark: { type: 'line', point: { filled: true, size: 40 } },
            encoding: {
              x,
              y: {
                field: 'ratio',
                type: 'quantitative',
                title: 'ρ / law',
                scale: { type: 'log', nice: false, padding: 8 },
              },
            },
          },
        ],
      },
    },
  };
}

/** Slopes, constants and curves of the distributions. */
export function populationFigures(all: readonly Distribution[]): Figure[] {
  const ends = (interval: readonly [number, number] | null | undefined) =>
    interval ? { low: interval[0], high: interval[1] } : {};
  const slopes = all.flatMap(({ name, slope }) =>
    slope ? [{ distribution: name, value: slope.slope, ...ends(slope.interval) }] : [],
  );
  const constants = all.map(({ name, constant }) => ({
    distribution: name,
    value: constant.constant,
    ...ends(constant.interval),
  }));
  return [
    ...(slopes.length > 0
      ? [
          forest(slopes, {
            name: 'population-slopes',
            title: 'slope of log ρ against log d',
            law: -0.5,
            caption:
              'How relative robustness falls with the dimension, by distribution, with 95 % intervals over resampled draws. Dashed: −1/2.',
          }),
        ]
      : []),
    forest(constants, {
      name: 'population-constants',
      title: 'ρ in units of the Gaussian law',
      law: 1,
      caption:
        'Relative robustness in units of the law of Gaussian points, by distribution, with 95 % intervals over resampled draws.',
    }),
    panels(all),
  ];
}
