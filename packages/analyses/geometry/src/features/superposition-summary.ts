import { groupBy, type Figure, type Summary, type SweptRow } from '@fragility/analysis';
import { mean, spearman } from '@fragility/numerics';
import { claimsOfMean } from '../shared/claims.js';
import { cell } from '../shared/columns.js';
import { scatterFigure } from '../shared/figure.js';
import { valuesOf } from '../shared/means.js';
import { summariseNetworks } from './networks.js';

/** Points of the scatter, at most. */
const POINTS = 2000;
/** Classes of a network below which a rank correlation over them says nothing. */
const FEWEST = 3;

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** Rank correlation of D_i and c_i over the classes of a network. */
function agreement(classes: readonly SweptRow[]): number {
  const both = classes.filter((row) => row['dimensionality'] !== null && row['compression'] !== null);
  if (both.length < FEWEST) return NaN;
  return spearman(valuesOf(both, 'dimensionality'), valuesOf(both, 'compression'));
}

/** The classes of a network as one row, with all that a sweep has added to theirs. */
function networkOf(classes: readonly SweptRow[], columns: readonly string[]): SweptRow {
  const [first] = classes as [SweptRow];
  const swept = Object.entries(first).filter(([name]) => !columns.includes(name));
  const width = Number(first['features']);
  const of = (column: string): number[] => valuesOf(classes, column);
  return {
    ...(Object.fromEntries(swept) as SweptRow),
    classes_per_dimension: classes.length / width,
    features_per_dimension: cell(sum(of('weight_norm').map((norm) => norm ** 2)) / width),
    dimensions: cell(sum(of('dimensionality'))),
    dimensionality: cell(mean(of('dimensionality'))),
    compression: cell(mean(of('compression'))),
    agreement: cell(agreement(classes)),
    rival_share: cell(mean(of('rival_share'))),
  };
}

/** What is told of a network. */
const NETWORK_COLUMNS = {
  classes_per_dimension: { label: 'classes per dimension K/m' },
  features_per_dimension: { label: 'features per dimension ‖W‖²/m' },
  dimensions: { label: 'dimensions used Σ D' },
  dimensionality: { label: 'mean D' },
  compression: { label: 'mean compression c' },
  agreement: { label: 'rank correlation of D and c' },
  rival_share: { label: 'share of foretold rivals' },
};

/** c_i² against D_i, evenly thinned out. */
function scatter(rows: readonly SweptRow[]): Figure[] {
  const both = rows.filter((row) => Number(row['compression']) > 0 && Number(row['dimensionality']) > 0);
  const every = Math.max(1, Math.ceil(both.length / POINTS));
  const points = both
    .filter((_, k) => k % every === 0)
    .map((row) => ({ model: row.model, D: row['dimensionality']!, kept: Number(row['compression']) ** 2 }));
  if (points.length === 0) return [];
  const about = {
    name: 'superposition-compression',
    caption: `Squared compression of a class against the dimensions that it has for itself, a point for ${every > 1 ? `one class in ${every}` : 'each class'}. Dashed: equal. Were superposition compression, all points would lie on one curve.`,
  };
  return [
    scatterFigure(about, points, [
      ['D', 'D, dimensions per class'],
      ['kept', 'c², squared compression'],
    ]),
  ];
}

/** Tables, figures and the claim of an analysis of superposition. */
export function summariseSuperposition(rows: readonly SweptRow[], columns: readonly string[]): Summary {
  const keyOf = ({ trial, model, seed }: SweptRow): string => JSON.stringify([trial, model, seed]);
  const networks = [...groupBy(rows, keyOf).values()].map((classes) => networkOf(classes, columns));
  const summary = summariseNetworks(networks, NETWORK_COLUMNS, {
    name: 'superposition',
    title: 'Superposition of the classes in the last features',
    caption: 'Superposition of the classes in the last features, and compression beside it.',
    drawn: ['dimensionality', 'compression', 'agreement', 'rival_share'],
  });
  const claims = claimsOfMean(networks, 'agreement', {
    claim: (model) => ({
      name: `${model}/same`,
      statement: `Under the network '${model}', classes that have more of a dimension for themselves are compressed less.`,
      source: 'superposition as compression: Elhage et al. 2022; arXiv:2510.11709',
      statistic: 'rank correlation of D and c over the classes of a network, mean over networks, seeds resampled',
    }),
    side: 'above',
    threshold: 0,
  });
  return { ...summary, figures: [...summary.figures, ...scatter(rows)], claims };
}
