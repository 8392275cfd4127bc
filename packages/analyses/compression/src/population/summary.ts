import { type Claim, claimOfValue, groupBy, type Headline, type Summary, type TableRow } from '@fragility/analysis';
import { mean, meanCompression, median } from '@fragility/numerics';
import { slopeOfLaw } from '../law/law-slopes.js';
import { distributionsOf, type Distribution } from './distribution.js';
import { populationFigures } from './figures.js';
import { populationRows, type PopulationRow } from './rows.js';

const SOURCE = 'arXiv:2406.16200, question 1';

const perDimension = (all: readonly Distribution[], draws: number): TableRow[] =>
  all.flatMap(({ name, rows }) =>
    [...groupBy(rows, ({ dimension }) => `${dimension}`).values()].map((own) => {
      const d = own[0]!.dimension;
      const found = mean(own.map(({ compression }) => compression));
      const trials = new Set(own.map(({ trial }) => trial)).size;
      return {
        distribution: name,
        dimension: d,
        draws: own.length,
        dependent_draws: trials * draws - own.length,
        mean_compression: found,
        law_mean: meanCompression(d),
        ratio: found / meanCompression(d),
        mean_relative_robustness: mean(own.map((row) => row.relative_robustness)),
        median_distance: median(own.map(({ distance }) => distance)),
        mean_optimal_distance: mean(own.map((row) => row.optimal_distance)),
        residual: median(own.map(({ residual }) => residual)),
      };
    }),
  );

const perDistribution = (all: readonly Distribution[]): TableRow[] =>
  all.map(({ name, slope, constant, pValue, rows }) => ({
    distribution: name,
    draws: rows.length,
    slope: slope?.slope ?? null,
    low: slope?.interval?.[0] ?? null,
    high: slope?.interval?.[1] ?? null,
    constant: constant.constant,
    constant_low: constant.interval?.[0] ?? null,
    constant_high: constant.interval?.[1] ?? null,
    ks_p: pValue,
  }));

const claimsOf = ({ name, slope, constant, rows }: Distribution): Claim[] => [
  claimOfValue(
    {
      name: `${name}/slope`,
      statement: `${name}: the relative robustness falls with the dimension as that of Gaussian points, nearly like 1/√d.`,
      source: SOURCE,
      statistic: 'slope of log mean ρ against log d, draws resampled',
    },
    { value: slope?.slope ?? NaN, interval: slope?.interval ?? null },
    { expected: slopeOfLaw(rows.map(({ dimension }) => dimension)), halfWidth: 0.05 },
  ),
  claimOfValue(
    {
      name: `${name}/constant`,
      statement: `${name}: the relative robustness is that of Gaussian points, E ρ = Γ(d/2)/(√π Γ((d + 1)/2)).`,
      source: SOURCE,
      statistic: 'mean ρ over that of the law, geometric mean over dimensions, draws resampled',
    },
    { value: constant.constant, interval: constant.interval },
    { expected: 1, halfWidth: 0.05 },
  ),
];

const show = (value: number): string => value.toFixed(3).replace('-', '−');
const between = (interval: readonly [number, number] | null | undefined): string =>
  interval ? ` (95 %: ${show(interval[0])} to ${show(interval[1])})` : '';

/** Tables, figures, headlines and claims of population-law over a whole sweep. */
export function summarisePopulations(given: readonly PopulationRow[], draws: number): Summary {
  const rows = populationRows(given);
  if (rows.length === 0) return {};
  const all = distributionsOf(rows);
  const headlines: Headline[] = all.map(({ name, slope, constant, pValue }) => ({
    label: name,
    value:
      (slope ? `slope of log ρ ${show(slope.slope)}${between(slope.interval)}, ` : '') +
      `${show(constant.constant)}${between(constant.interval)} of the Gaussian law, KS p = ${pValue.toPrecision(2)}`,
  }));
  return {
    headlines,
    claims: all.flatMap(claimsOf),
    tables: [
      { name: 'population-law-slopes', title: 'Slopes and constants, by distribution', rows: perDistribution(all) },
      { name: 'population-law-summary', title: 'By distribution and dimension', rows: perDimension(all, draws) },
    ],
    figures: populationFigures(all),
  };
}
