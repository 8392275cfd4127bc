import { type Claim, claimOfValue, groupBy, type Summary, type SweptRow, type TableRow } from '@fragility/analysis';
import { linearFit, mean } from '@fragility/numerics';
import { unlessUndecided } from '../shared/claims.js';
import { estimate, type Estimate } from '../shared/estimate.js';
import { meansFigure } from '../shared/figure.js';
import { meansTable } from '../shared/means.js';

/** Dimensions that a slope needs. */
const FEWEST = 3;

interface Scaled {
  readonly column: string;
  readonly label: string;
  /** What the source foretells of the slope, if anything. */
  readonly law?: { readonly slope: number; readonly words: string; readonly name: string };
}

const SCALED: readonly Scaled[] = [
  { column: 'margin_size', label: 'size of the margin' },
  { column: 'gradient_l1', label: 'L1 norm of the gradient', law: { slope: 0.5, words: 'grows like √d', name: 'l1' } },
  {
    column: 'gradient_norm',
    label: 'L2 norm of the gradient',
    law: { slope: 0, words: 'does not depend on d', name: 'l2' },
  },
  { column: 'linear_size', label: 'linearised distance' },
];

/** Slope of the mean logarithm of a column in log d. */
const slopeOf =
  (column: string) =>
  (rows: readonly SweptRow[]): number => {
    const groups = [...groupBy(rows, (row) => Number(row['dimension'])).entries()];
    if (groups.length < FEWEST) return NaN;
    return linearFit(
      groups.map(([d]) => Math.log(d)),
      groups.map(([, own]) => mean(own.map((row) => Math.log(Number(row[column]))))),
    ).slope;
  };

function claimOf(model: string, { column, label, law }: Scaled, found: Estimate, dimensions: number): Claim[] {
  if (!law) return [];
  const claim = {
    name: `${model}/${law.name}`,
    statement: `Under the network '${model}', the ${label} ${law.words}.`,
    source: 'Simon-Gabriel et al., arXiv:1802.01421, §3',
    statistic: `slope of the mean log of ${column} against log d over ${dimensions} dimensions, seeds resampled`,
  };
  const judged = unlessUndecided(claimOfValue(claim, found, { expected: law.slope, halfWidth: 0.05 }), found);
  if (dimensions >= FEWEST) return [judged];
  const reason = `there ${dimensions === 1 ? 'is one dimension' : `are ${dimensions} dimensions`} only: sweep at least ${FEWEST}`;
  return [{ ...judged, verdict: 'undecided', reason }];
}

/** Slopes with intervals over seeds, the means that they are of, and the laws of networks at initialisation. All examples count. */
export function summariseScaling(given: readonly SweptRow[]): Summary {
  if (given.length === 0) return {};
  const rows = given.map((row): SweptRow => ({ ...row, linear_size: Math.abs(Number(row['linear_distance'] ?? NaN)) }));
  const found = [...groupBy(rows, ({ model }) => model).entries()].flatMap(([model, own]) =>
    SCALED.map((scaled) => {
      const positive = own.filter((row) => Number(row[scaled.column]) > 0);
      const dimensions = new Set(positive.map(({ dimension }) => dimension)).size;
      const slope = estimate(positive, slopeOf(scaled.column));
      return { model, scaled, slope, dimensions };
    }),
  );
  const slopes: TableRow[] = found
    .filter(({ slope }) => Number.isFinite(slope.value))
    .map(({ model, scaled, slope, dimensions }) => ({
      ...{ model, quantity: scaled.label, dimensions, n: slope.n, seeds: slope.seeds, slope: slope.value },
      ...{ low: slope.interval?.[0] ?? null, high: slope.interval?.[1] ?? null, resampled: slope.resampled },
      law: scaled.law?.slope ?? null,
    }));
  const names = new Map([['dimension', 'dimension']]);
  const positive = rows.filter((row) => Number(row['linear_size']) > 0);
  const means = meansTable(positive, SCALED, names).map(({ row }) => row);
  const drawn = means.filter(({ quantity }) => String(quantity).includes('gradient'));
  const show = (value: number): string => value.toFixed(2).replace('-', '−');
  return {
    tables: [
      ...(slopes.length > 0 ? [{ name: 'gradient-scaling-slopes', title: 'Slopes in log d', rows: slopes }] : []),
      ...(means.length > 0
        ? [{ name: 'gradient-scaling-means', title: 'Margins and gradients by dimension', rows: means }]
        : []),
    ],
    figures:
      drawn.length > 0
        ? [
            meansFigure(
              {
                name: 'gradient-scaling',
                caption: 'Mean norms of input gradients by input dimension.',
                title: 'mean norm',
              },
              drawn,
              ['dimension'],
            ),
          ]
        : [],
    claims: found.flatMap(({ model, scaled, slope, dimensions }) => claimOf(model, scaled, slope, dimensions)),
    metrics: Object.fromEntries(
      found
        .filter(({ slope }) => Number.isFinite(slope.value))
        .map(({ model, scaled, slope }) => [`${model}/${scaled.column}/slope`, slope.value]),
    ),
    headlines: slopes
      .filter(({ law }) => law !== null)
      .map(({ model, quantity, slope, low, high, law }) => ({
        label: `${String(model)}: ${String(quantity)}`,
        value: `slope in log d ${show(Number(slope))}${low === null ? '' : ` (95 %: ${show(Number(low))} to ${show(Number(high))})`}, at initialisation ${show(Number(law))}`,
      })),
  };
}
