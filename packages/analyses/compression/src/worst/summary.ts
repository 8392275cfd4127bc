import {
  claimOfRange,
  claimOfShare,
  groupBy,
  type Claim,
  type Summary,
  type SweptRow,
  type TableRow,
} from '@fragility/analysis';
import { maximum, mean } from '@fragility/numerics';
import { drawOf, type LawRow } from '../law/law-rows.js';
import { lawSlope } from '../law/law-slopes.js';
import type { WorstClass } from './draw.js';
import { distancesFigure } from './figure.js';

/** What one draw measured. */
export interface WorstRow extends WorstClass {
  readonly draw: number;
  readonly dimension: number;
}
type Row = SweptRow & WorstRow;
type Found = NonNullable<ReturnType<typeof lawSlope>>;

const SOURCE = 'arXiv:2406.16200, Theorem 1';
const EPSILONS = [0.1, 0.2, 0.3, 0.4, 0.5];
/** ε and share of the claim of the minimum distance. */
const [EPSILON, SHARE] = [0.3, 0.9];
const ROUNDING = 1e-6;

const slopeOf = (rows: readonly Row[], of: 'distance' | 'worst_distance'): Found | undefined =>
  lawSlope(rows.map((row) => ({ ...row, relative_robustness: row[of] }) as unknown as LawRow));

/** Draws whose points are all at least (1 − ε)√(2d) apart. */
const apart = (rows: readonly Row[], epsilon: number): number =>
  rows.filter(({ minimum_distance }) => minimum_distance >= 1 - epsilon).length;

function minimumClaim(rows: readonly Row[]): Claim {
  const d = maximum(rows.map(({ dimension }) => dimension));
  const own = rows.filter(({ dimension }) => dimension === d);
  return claimOfShare(
    {
      name: 'minimum-distance',
      statement: `No two points are nearer than ${1 - EPSILON} √(2d), with high probability.`,
      source: SOURCE,
      statistic: `share of ${own.length} draws at d = ${d}, Wilson interval`,
    },
    { cases: apart(own, EPSILON), of: own.length },
    { above: SHARE },
  );
}

function directionClaim(rows: readonly Row[]): Claim {
  const worst = rows.reduce((most, row) => Math.max(most, row.direction_residual, row.orthogonal_change), 0);
  return {
    name: 'one-direction',
    statement:
      'Of each point the network keeps one direction, q_d of X = QR: no step orthogonal to it changes the logit.',
    source: SOURCE,
    statistic: `largest residual over ${rows.length} draws`,
    value: worst,
    interval: null,
    criterion: `at most ${ROUNDING}, as rounding leaves it`,
    verdict: worst <= ROUNDING ? 'holds' : 'does not hold',
  };
}

const worstClaim = (found: Found | undefined): Claim =>
  claimOfRange(
    {
      name: 'worst-slope',
      statement: 'The smallest perturbation over all classes falls with the dimension, slower than 1/√d.',
      source: SOURCE,
      statistic: 'slope of log mean min_j δ_ij against log d, draws resampled',
    },
    { value: found?.slope ?? NaN, interval: found?.interval ?? null },
    { from: -0.5, to: 0 },
  );

/** Tables, figure, headlines and claims of worst-class over a whole sweep. */
export function summariseWorst(given: readonly Row[]): Summary {
  const rows = [...new Map(given.map((row) => [drawOf(row as unknown as LawRow), row])).values()];
  if (rows.length === 0) return {};
  const table: TableRow[] = [...groupBy(rows, ({ dimension }) => `${dimension}`).values()].map((own) => ({
    dimension: own[0]!.dimension,
    draws: own.length,
    mean_distance: mean(own.map(({ distance }) => distance)),
    mean_worst_distance: mean(own.map((row) => row.worst_distance)),
    mean_optimal_distance: mean(own.map((row) => row.optimal_distance)),
    ...Object.fromEntries(EPSILONS.map((epsilon) => [`apart_${1 - epsilon}`, apart(own, epsilon) / own.length])),
  }));
  table.sort((a, b) => Number(a['dimension']) - Number(b['dimension']));
  const worst = slopeOf(rows, 'worst_distance');
  const pair = slopeOf(rows, 'distance');
  const show = (one: Found | undefined): string =>
    one
      ? `${one.slope.toFixed(3)}${one.interval ? ` (95 %: ${one.interval[0].toFixed(3)} to ${one.interval[1].toFixed(3)})` : ''}`
      : 'unknown';
  return {
    headlines: [
      {
        label: 'Towards the worst class',
        value: `slope of log min δ against log d ${show(worst)}`.replaceAll('-', '−'),
      },
      { label: 'Towards a random class', value: `slope of log δ against log d ${show(pair)}`.replaceAll('-', '−') },
    ],
    claims: [minimumClaim(rows), directionClaim(rows), worstClaim(worst)],
    tables: [{ name: 'worst-class-summary', title: 'The worst class, and how far points are apart', rows: table }],
    figures: [distancesFigure(table)],
  };
}
