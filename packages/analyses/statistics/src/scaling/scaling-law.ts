import { claimOfValue, defineConclusion } from '@fragility/analysis';
import type { Claim, Headline, TableRow, Where } from '@fragility/analysis';
import { choice, real } from '@fragility/plugin';
import {
  array,
  boolean,
  description,
  minLength,
  number,
  optional,
  pipe,
  record,
  strictObject,
  string,
  union,
} from 'valibot';
import { powerLawOf, type PowerLaw } from './exponents.js';
import { scalingFigures } from './figures.js';
import { seriesOf } from './points.js';

const text = (what: string) => pipe(string(), minLength(1), description(what));

const CELL = union([string(), number(), boolean()]);

const CLAIM = strictObject({
  over: optional(text('swept path that the exponent is of; left out, the first')),
  exponent: real('exponent that is claimed'),
  halfWidth: optional(real('half-width of the interval that decides it, at most', { above: 0 }), 0.05),
  statement: text('what is claimed, as a sentence'),
  source: text('who says so: paper, theorem or equation'),
});

/** ` where against is random`. */
const chosen = (where: Where): string =>
  Object.entries(where)
    .filter(([name]) => name !== 'model')
    .map(([name, values], k) => `${k === 0 ? ' where' : ' and'} ${name} is ${[values].flat().join(' or ')}`)
    .join('');

const show = (value: number): string => value.toFixed(3).replace('-', '−');

/** `−0.502 (95 %: −0.520 to −0.484)`. */
const told = ({ value, interval }: PowerLaw['exponents'][number]): string =>
  `${show(value)} ${interval ? `(95 %: ${show(interval[0])} to ${show(interval[1])})` : '(too few draws for an interval)'}`;

/**
 * How a measured quantity grows with what is swept: exponents of a power law, with intervals.
 *
 *     log y = a + Σ_k b_k log x_k,  y the mean (or median) over the independent draws at a point of the sweep
 *
 * y is of the rows that `where` chooses. Draws are seeds, and the draws within a trial where its rows say so (column `draw`); what one draw holds several times counts once, by its mean.
 * Intervals are percentiles of 1000 bootstrap resamples of the draws of each point. With several paths swept independently it tells their exponents apart.
 *
 * @example
 * const params = { of: 'qr.distance', where: {}, over: ['dataset.dimension'], statistic: 'mean' as const, claims: [] };
 * scalingLaw.reads!(params).map(({ column }) => column); // ['qr.distance']
 */
export const scalingLaw = defineConclusion({
  name: 'scaling-law',
  summary: 'Exponents of a measured quantity in what is swept, with intervals',
  params: strictObject({
    of: text('what is measured: NAME.COLUMN of an analysis or an attack, such as qr.distance'),
    where: optional(
      pipe(
        record(string(), pipe(union([CELL, array(CELL)]), description('a value, or several of which any is right'))),
        description(
          'by which rows are chosen: of other columns of its table, or of `model`, a value or a list of values',
        ),
      ),
      {},
    ),
    over: pipe(
      array(text('a swept path, such as dataset.dimension')),
      minLength(1),
      description('swept paths whose exponents are sought'),
    ),
    statistic: optional(choice('what is taken over the draws of a point', ['mean', 'median']), 'mean'),
    claims: optional(pipe(array(CLAIM), description('exponents that are claimed, and by whom')), []),
  }),
  reads: ({ of, where }) => [{ path: ['of'], column: of, rows: { path: ['where'], where } }],
  over: ({ over, claims }) => [
    ...over.map((column, k) => ({ path: ['over', k], column })),
    ...claims.flatMap(({ over: column }, k) => (column === undefined ? [] : [{ path: ['claims', k, 'over'], column }])),
  ],
  async conclude({ of: column, where, over, statistic, claims }, measured) {
    const all = seriesOf(await measured(column, where), over);
    const of = column + chosen(where);
    const laws = all.map((series) => ({ series, law: powerLawOf(series, over, statistic) }));
    const known = laws.flatMap(({ series, law }) => (typeof law === 'string' ? [] : [{ name: series.name, ...law }]));
    const rows: TableRow[] = known.flatMap(({ name, exponents, points, draws, r2 }) =>
      exponents.map(({ path, value, interval }) => ({
        series: name,
        over: path,
        exponent: value,
        low: interval?.[0] ?? null,
        high: interval?.[1] ?? null,
        points,
        fewest_draws: draws,
        r2,
      })),
    );
    const nothing = { label: `${statistic} ${of}`, value: 'undecided: nothing was measured' };
    const found: Headline[] = laws.map(({ series, law }) => ({
      label: `${series.name}: ${statistic} ${of}`,
      value:
        typeof law === 'string'
          ? `undecided: ${law}`
          : law.exponents.map((one) => `exponent in ${one.path} ${told(one)}`).join('; '),
    }));
    const judged: Claim[] = claims.flatMap(({ over: path = over[0]!, exponent, halfWidth, statement, source }, k) =>
      laws.map(({ series, law }) => {
        const found = typeof law === 'string' ? undefined : law.exponents.find((one) => one.path === path);
        const name = `${series.name}/${k + 1}`;
        const statistics = `exponent of the ${statistic} of ${of} in ${path}, draws resampled`;
        const claim = claimOfValue(
          {
            name,
            statement: all.length > 1 ? `${series.name}: ${statement}` : statement,
            source,
            statistic: statistics,
          },
          { value: found?.value ?? NaN, interval: found?.interval ?? null },
          { expected: exponent, halfWidth },
        );
        return typeof law === 'string' ? { ...claim, reason: law } : claim;
      }),
    );
    return {
      headlines: found.length > 0 ? found : [nothing],
      claims: judged,
      tables: rows.length > 0 ? [{ name: 'scaling-law', title: `Exponents of ${of}`, rows }] : [],
      figures: scalingFigures(all, known, { of: column, where: chosen(where), over, statistic }),
      metrics: Object.fromEntries(
        rows.flatMap(({ series, over: path, exponent, low, high }) =>
          Object.entries({ exponent, low, high }).flatMap(([key, value]) =>
            value === null ? [] : [[`${metricName(series)}/${metricName(path)}/${key}`, Number(value)]],
          ),
        ),
      ),
    };
  },
});

/** A name with the letters that a metric may have. */
const metricName = (name: unknown): string => String(name).replace(/[^\w .:-]+/g, '_');
