import { type Figure, VEGA_LITE } from '@fragility/analysis';
import { bootstrapped, FEWEST } from '../regression/resample.js';
import type { PowerLaw } from './exponents.js';
import { resampled, statisticOf, type Series, type Statistic } from './points.js';

const log = { type: 'log', nice: false, padding: 16 };

interface Asked {
  /** The column, and by which rows it was chosen. */
  readonly of: string;
  readonly where: string;
  readonly over: readonly string[];
  readonly statistic: Statistic;
}

/** `distance` of `qr.distance`: the caption has the rest. */
const columnOf = (of: string): string => of.slice(of.lastIndexOf('.') + 1);

/** The statistic of every point, with its interval where there are draws enough. */
function curve(all: readonly Series[], path: string, statistic: Statistic) {
  return all.flatMap(({ name, points }) =>
    points.flatMap((point) => {
      const y = statisticOf(point.draws, statistic);
      if (!(y > 0)) return [];
      const interval =
        point.draws.length < FEWEST
          ? null
          : bootstrapped('scaling-law/point', (stream) => statisticOf(resampled(stream, point).draws, statistic));
      const ends = interval && interval[0] > 0 ? { low: interval[0], high: interval[1] } : {};
      return [{ series: name, x: point.at[path]!, y, ...ends }];
    }),
  );
}

/** The quantity against the swept value, both on logarithmic axes, with bands. */
function scalingFigure(all: readonly Series[], { of, where, over, statistic }: Asked): Figure[] {
  const path = over[0]!;
  const title = `${statistic} of ${columnOf(of)}`;
  const values = curve(all, path, statistic);
  if (new Set(values.map(({ x }) => x)).size < 2) return [];
  const x = {
    field: 'x',
    type: 'quantitative',
    scale: log,
    title: path,
    axis: { values: [...new Set(values.map((one) => one.x))].sort((a, b) => a - b) },
  };
  const series = { field: 'series', type: 'nominal', title: 'series' };
  return [
    {
      name: 'scaling-law',
      caption: `The ${statistic} of ${of}${where} against ${path}, both logarithmic: a power law is a straight line. Bands are 95 % intervals over resampled draws.`,
      spec: {
        $schema: VEGA_LITE,
        width: 520,
        height: 320,
        data: { values },
        layer: [
          {
            transform: [{ filter: 'isValid(datum.low)' }],
            mark: { type: 'area', opacity: 0.18 },
            encoding: {
              x,
              y: { field: 'low', type: 'quantitative', scale: log, title },
              y2: { field: 'high' },
              color: series,
            },
          },
          {
            mark: { type: 'line', point: { filled: true, size: 60 } },
            encoding: {
              x,
              y: { field: 'y', type: 'quantitative', scale: log, title },
              color: series,
              shape: series,
              strokeDash: series,
            },
          },
        ],
      },
    },
  ];
}

/** Exponents with their intervals, side by side. */
function exponentFigure(known: readonly ({ readonly name: string } & PowerLaw)[], { of, where }: Asked): Figure[] {
  const values = known.flatMap(({ name, exponents }) =>
    exponents.map(({ path, value, interval }) => ({
      ...{ series: name, over: path, value },
      ...{ low: interval?.[0] ?? value, high: interval?.[1] ?? value },
    })),
  );
  if (values.length === 0) return [];
  const y = { field: 'series', type: 'nominal', title: null };
  const x = (field: string) => ({ field, type: 'quantitative', title: `exponent of ${columnOf(of)}` });
  return [
    {
      name: 'scaling-exponents',
      caption: `Exponents of ${of}${where} in what is swept, with 95 % intervals over resampled draws. The dashed line is −1/2.`,
      spec: {
        $schema: VEGA_LITE,
        data: { values },
        facet: { row: { field: 'over', type: 'nominal', title: null, header: { labelAngle: 0, labelAlign: 'left' } } },
        spec: {
          width: 420,
          height: { step: 26 },
          layer: [
            { mark: { type: 'rule', strokeDash: [5, 4], color: '#555' }, encoding: { x: { datum: -0.5 } } },
            { mark: { type: 'rule', strokeWidth: 2 }, encoding: { y, x: x('low'), x2: { field: 'high' } } },
            { mark: { type: 'point', filled: true, size: 70 }, encoding: { y, x: x('value') } },
          ],
        },
      },
    },
  ];
}

/** A curve over one swept path; of several, and of many series, the exponents. */
export const scalingFigures = (
  all: readonly Series[],
  known: readonly ({ readonly name: string } & PowerLaw)[],
  asked: Asked,
): Figure[] => [
  ...(asked.over.length === 1 ? scalingFigure(all, asked) : []),
  ...(asked.over.length > 1 || known.length > 1 ? exponentFigure(known, asked) : []),
];
