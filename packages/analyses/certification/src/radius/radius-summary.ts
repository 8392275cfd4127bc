import {
  normName,
  type Headline,
  type Measured,
  type Metrics,
  type Summary,
  type SweptRow,
  type TableRow,
} from '@fragility/analysis';
import { bootstrap, median, random, type ConvexNorm } from '@fragility/numerics';
import { cell, grouped, metricName, numbersOf, shown, type Group } from '../shared/groups.js';
import { besideOf, type Beside } from './beside.js';
import { besideClaims, isBetween, isRefuted, type Besides } from './beside-claims.js';
import { radiusFigure } from './radius-figure.js';

export interface SummaryOptions {
  readonly norm: ConvexNorm;
  readonly budget?: number | undefined;
  readonly beside?: string | undefined;
}

/** Median with its 95 % bootstrap interval over examples. */
function estimated(values: readonly number[]): { value: number | null; low: number | null; high: number | null } {
  if (values.length === 0) return { value: null, low: null, high: null };
  const value = median(values);
  if (values.length === 1) return { value, low: null, high: null };
  const { low, high } = bootstrap(
    random(0).fork('median'),
    values.length,
    (at) => median(Array.from(at, (i) => values[i]!)),
    { rounds: 500 },
  );
  return { value, low, high };
}

/** What the radii of one model come to. */
function radiiRow({ of, rows }: Group, { norm, budget }: SummaryOptions): TableRow {
  const correct = rows.filter((row) => row['correct'] === true);
  const share = (word: string): number | null =>
    budget === undefined ? null : cell(correct.filter(({ verdict }) => verdict === word).length / correct.length);
  const gap = estimated(numbersOf(correct, 'gap'));
  const lower = estimated(numbersOf(correct, 'lower'));
  const middle = (column: string): number | null => cell(median(numbersOf(correct, column)));
  return {
    ...of,
    norm,
    examples: rows.length,
    correct: correct.length,
    certified: cell(correct.filter((row) => Number(row['lower']) > 0).length / correct.length),
    median_lower: lower.value,
    lower_low: lower.low,
    lower_high: lower.high,
    exact: numbersOf(correct, 'exact').length,
    median_exact: middle('exact'),
    median_attack: middle('attack_distance'),
    median_gap: gap.value,
    gap_low: gap.low,
    gap_high: gap.high,
    ...(budget === undefined ? {} : { budget, robust: share('robust'), broken: share('broken'), open: share('open') }),
    median_seconds: middle('seconds'),
  };
}

const LABELS = {
  certified: { label: 'certified share' },
  median_lower: { label: 'median certified radius' },
  median_exact: { label: 'median of the exact ones' },
  exact: { label: 'known exactly' },
  median_attack: { label: 'median of attacks' },
  median_gap: { label: 'median (attack − lower)/attack' },
  median_seconds: { label: 'median time', unit: 's' },
};

const percent = (value: unknown): string => `${(100 * Number(value)).toFixed(1)} %`;

function headlineOf(name: string, row: TableRow): Headline[] {
  if (Number(row['correct']) === 0) return [];
  const gap = row['median_gap'];
  const interval = row['gap_low'] === null ? '' : ` (95 %: ${percent(row['gap_low'])} to ${percent(row['gap_high'])})`;
  const verdicts =
    row['budget'] === undefined
      ? ''
      : `; at ${shown(Number(row['budget']))}: ${percent(row['robust'])} robust, ${percent(row['broken'])} broken, ${percent(row['open'])} open`;
  return [
    {
      label: `Certified radius, ${normName(row['norm'] as ConvexNorm)}: ${name}`,
      value: `median ${shown(Number(row['median_lower']))}${gap === null ? '' : `, ${percent(gap)} below what attacks found${interval}`}${verdicts}`,
    },
  ];
}

const METRICS = [
  'certified',
  'median_lower',
  'median_exact',
  'median_attack',
  'median_gap',
  'robust',
  'broken',
  'open',
];

const metricsOf = (name: string, row: TableRow): Metrics =>
  Object.fromEntries(
    METRICS.flatMap((column) =>
      typeof row[column] === 'number' ? [[`${metricName(name)}/${String(row['norm'])}/${column}`, row[column]]] : [],
    ),
  );

/** The examples of a model of which the number beside, the radius and a point are known. */
const besidesOf = ({ rows }: Group, { of }: Beside): Besides[] =>
  rows.flatMap((row) => {
    const value = of(row);
    const [lower, distance] = [row['lower'], row['attack_distance']];
    return value !== undefined && typeof lower === 'number' && typeof distance === 'number'
      ? [{ value, lower, distance }]
      : [];
  });

/** How many predictions lie where the smallest perturbation must. */
function besideRow({ of }: Group, known: readonly Besides[], { column }: Beside, norm: ConvexNorm): TableRow {
  const share = (is: (one: Besides) => boolean): number => known.filter(is).length / known.length;
  return {
    ...of,
    ...{ norm, number: column, examples: known.length },
    below_lower: share(isRefuted),
    between: share(isBetween),
    above_attack: share(({ value, distance }) => value > distance),
    median_ratio: median(known.map(({ value, distance }) => value / distance)),
  };
}

const BESIDE_LABELS = {
  below_lower: { label: 'below the certified radius' },
  between: { label: 'between radius and attack' },
  above_attack: { label: 'beyond the attack' },
  median_ratio: { label: 'median number/attack' },
};

/** Medians, shares by verdict, and radii, exact distances and attacks of every example, sorted. */
export async function summariseRadii(
  rows: readonly SweptRow[],
  columns: readonly string[],
  options: SummaryOptions,
  read: Measured,
): Promise<Summary> {
  if (rows.length === 0) return {};
  const groups = grouped(rows, columns);
  const table = groups.map((group) => radiiRow(group, options));
  const beside = options.beside === undefined ? undefined : besideOf(options.beside, await read(options.beside));
  const told = groups
    .map((group) => ({ group, known: beside ? besidesOf(group, beside) : [] }))
    .filter(({ known }) => known.length > 0);
  const besides = told.map(({ group, known }) => besideRow(group, known, beside!, options.norm));
  return {
    tables: [
      {
        name: `certified-radii-${options.norm}`,
        title: `Certified radii in ${normName(options.norm)}, of correctly classified examples`,
        columns: LABELS,
        rows: table,
      },
      ...(besides.length > 0
        ? [
            {
              name: `certified-beside-${options.norm}`,
              title: `${options.beside} beside certified radii and attacks`,
              columns: BESIDE_LABELS,
              rows: besides,
            },
          ]
        : []),
    ],
    figures: radiusFigure(groups, options.norm, beside),
    claims: told.flatMap(({ group, known }) => besideClaims(group.name, beside!, options.norm, known)),
    headlines: groups.flatMap(({ name }, k) => headlineOf(name, table[k]!)),
    metrics: Object.assign({}, ...groups.map(({ name }, k) => metricsOf(name, table[k]!))) as Metrics,
  };
}
