import { groupBy, type Headline, type Metrics, type Summary, type SweptRow, type TableRow } from '@fragility/analysis';
import { compressionCdf, kolmogorovSmirnov, mean, meanCompression, median } from '@fragility/numerics';
import { INTERPOLATED, lawClaims } from './law-claims.js';
import { independentDraws, type LawRow } from './law-rows.js';
import { slopeTable } from './law-slopes.js';
import { distanceFigure, distributionFigure, scalingFigure } from './law-figures.js';

function lawTable(rows: readonly LawRow[]): TableRow[] {
  return [...groupBy(rows, ({ model, dimension }) => `${model}\n${dimension}`).values()].map((group) => {
    const { model, dimension } = group[0]!;
    const random = group.filter(({ against }) => against === 'random');
    const draws = independentDraws(group);
    const { statistic, pValue } = kolmogorovSmirnov(
      draws.map(({ compression }) => compression),
      (c) => compressionCdf(c, dimension),
    );
    return {
      model,
      dimension,
      classes: group.every(({ classes }) => classes === group[0]!.classes) ? group[0]!.classes : null,
      pairs: random.length,
      mean_compression: mean(random.map(({ compression }) => compression)),
      law_mean: meanCompression(dimension),
      mean_relative_robustness: mean(random.map((row) => row.relative_robustness)),
      median_distance: median(random.map((row) => row.distance)),
      largest_gap: random.reduce((most, row) => Math.max(most, Math.abs(row.compression - row.relative_robustness)), 0),
      residual: median(random.map(({ residual }) => residual)),
      draws: draws.length,
      ks_statistic: statistic,
      ks_p: pValue,
    };
  });
}

/** Whether the draws of all dimensions together follow their laws: F_d(C) is uniform for every d, so one test serves a sweep. */
function overallTable(rows: readonly LawRow[]): TableRow[] {
  return [...groupBy(independentDraws(rows), ({ model }) => model).entries()].map(([model, draws]) => {
    const levels = draws.map(({ compression, dimension }) => compressionCdf(compression, dimension));
    const { statistic, pValue } = kolmogorovSmirnov(levels, (u) => u);
    return { model, draws: draws.length, ks_statistic: statistic, ks_p: pValue };
  });
}

/** Slopes and tests as flat numbers: `MODEL/slope`, `MODEL/nearest/slope`. */
function lawMetrics(slopes: readonly TableRow[], overall: readonly TableRow[]): Metrics {
  const of = ({ model, against }: TableRow): string => (against === 'random' ? `${model}` : `${model}/${against}`);
  return Object.fromEntries([
    ...slopes.flatMap((row) => [
      [`${of(row)}/slope`, Number(row['slope'])],
      [`${of(row)}/slope_low`, Number(row['low'] ?? NaN)],
      [`${of(row)}/slope_high`, Number(row['high'] ?? NaN)],
    ]),
    ...overall.map(({ model, ks_p }) => [`${model}/ks_p`, Number(ks_p)]),
  ]) as Metrics;
}

/** Tables, figures and headlines of compression-law over a whole sweep. */
export function summariseLaw(given: readonly SweptRow[], subjectOf?: (model: string) => string): Summary {
  const rows = given as readonly LawRow[];
  if (rows.length === 0) return {};
  const law = lawTable(rows);
  const slopes = slopeTable(rows);
  const overall = overallTable(rows);
  const show = (value: unknown): string => Number(value).toPrecision(3);
  const interval = ({ low, high }: TableRow): string =>
    low === null ? '' : ` (95 %: ${show(low)} to ${show(high)}, draws resampled)`;
  const headlines: Headline[] = [...groupBy(law, ({ model }) => `${model}`).values()].map((group) => {
    const last = group.reduce((a, b) => (Number(b['dimension']) > Number(a['dimension']) ? b : a));
    const test = overall.find(({ model }) => model === last['model']);
    const fit = slopes.find(({ model, against }) => model === last['model'] && against === 'random');
    const applies =
      Number(last['residual']) < INTERPOLATED &&
      group.every(({ classes, dimension }) => Number(classes) === Number(dimension));
    return {
      label: `${last['model']}, d = ${last['dimension']}`,
      value:
        `mean |cos θ| ${show(last['mean_compression'])} (law ${show(last['law_mean'])}), residual ${show(last['residual'])}${applies ? '' : ': the law does not apply'}, ` +
        `KS p = ${show(test?.['ks_p'])} over all dimensions (${test?.['draws']} draws)` +
        (fit ? `, slope of log ρ ${show(fit['slope'])}${interval(fit)}` : ''),
    };
  });
  return {
    headlines,
    claims: lawClaims(rows, subjectOf),
    metrics: lawMetrics(slopes, overall),
    tables: [
      { name: 'compression-law-summary', title: 'The law of Theorem 1, by model and dimension', rows: law },
      { name: 'compression-law-test', title: 'Kolmogorov–Smirnov test of the law over all dimensions', rows: overall },
      ...(slopes.length > 0
        ? [{ name: 'compression-law-slopes', title: 'Slope of log ρ against log d (claim: −1/2)', rows: slopes }]
        : []),
    ],
    figures: [scalingFigure(rows, law), distributionFigure(rows), distanceFigure(rows)],
  };
}
