import { type Claim, claimOfRange, groupBy, type Summary, type SweptRow } from '@fragility/analysis';
import { bootstrap, mean, random } from '@fragility/numerics';

import { marginFigures } from './figures.js';
import { CLOSE, type Margins } from './margins.js';

/** A row of margin-law in a finished sweep. */
export type MarginRow = SweptRow &
  Readonly<Record<'dimension' | 'points' | 'load' | 'margin' | 'kappa' | 'relative_margin', number>>;

/** Draws below which resampling them says nothing of their spread. */
const FEWEST = 5;
const ROUNDS = 1000;

function marginsOf(own: readonly MarginRow[]): Margins {
  const { model, dimension, points, load, kappa } = own[0]!;
  const ratios = own.map((row) => row.relative_margin);
  const resampled = (pick: Iterable<number>): number => mean(Array.from(pick, (k) => ratios[k]!));
  const interval =
    own.length < FEWEST ? null : bootstrap(random(0).fork('margin-law'), own.length, resampled, { rounds: ROUNDS });
  return {
    model,
    dimension,
    points,
    load,
    draws: own.length,
    mean_margin: mean(own.map(({ margin }) => margin)),
    kappa,
    mean_relative_margin: mean(ratios),
    low: interval?.low ?? null,
    high: interval?.high ?? null,
  };
}

const claimOf = ({ model, dimension, points, load, draws, mean_relative_margin, low, high }: Margins): Claim =>
  claimOfRange(
    {
      name: `${model}/margin/${points}-${dimension}`,
      statement: `At α = ${load.toFixed(2)} the margin of '${model}' is Gardner's κ(α), to ${100 * CLOSE} %.`,
      source: 'Gardner, J. Phys. A 1988; arXiv:2406.16200, §4',
      statistic: `mean of margin / κ(α) over ${draws} draws of ${points} points in ${dimension} dimensions`,
    },
    { value: mean_relative_margin, interval: low === null || high === null ? null : [low, high] },
    { from: 1 - CLOSE, to: 1 + CLOSE },
  );

/** Table, figures, headlines and claims of margin-law over a whole sweep. */
export function summariseMargins(rows: readonly MarginRow[]): Summary {
  if (rows.length === 0) return {};
  const groups = groupBy(rows, ({ model, dimension, points }) => `${model}\n${dimension}\n${points}`);
  const table = [...groups.values()].map(marginsOf).sort((a, b) => a.load - b.load);
  return {
    headlines: [...groupBy(table, ({ model }) => model).entries()].map(([model, own]) => ({
      label: `Margin of ${model}`,
      value: own.map((one) => `${one.mean_relative_margin.toFixed(3)} κ(${one.load.toFixed(2)})`).join(', '),
    })),
    claims: table.map(claimOf),
    tables: [{ name: 'margin-law-summary', title: "Margins beside Gardner's κ(α)", rows: table }],
    figures: marginFigures(table),
  };
}
