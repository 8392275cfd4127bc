import { type Figure, VEGA_LITE } from '@fragility/analysis';
import { gardnerKappa, maximum } from '@fragility/numerics';
import { CLOSE, type Margins } from './margins.js';

const load = { field: 'load', type: 'quantitative', title: 'load α = n/d' };
const curve = { field: 'curve', type: 'nominal', title: null };
const SIZE = { width: 520, height: 320 };
const DASHED = { strokeDash: [6, 4], color: '#555' };

const curveOf = ({ model, dimension }: Margins): string => `${model}, d = ${dimension}`;

/** Mean margins against α, on the curve of κ(α). */
function marginFigure(table: readonly Margins[]): Figure {
  const from = 0.05;
  const to = Math.min(1.99, maximum(table.map((one) => one.load)) + 0.1);
  const law = Array.from({ length: 100 }, (_, k) => from + ((to - from) * k) / 99);
  const y = { type: 'quantitative', title: 'margin (L2)' };
  return {
    name: 'margin-law',
    caption:
      "Mean margin of the draws against the load α. The dashed line is Gardner's κ(α), the largest margin that n = αd random points with random labels leave in the limit.",
    spec: {
      $schema: VEGA_LITE,
      ...SIZE,
      layer: [
        {
          name: 'κ(α)',
          data: { values: law.map((alpha) => ({ load: alpha, kappa: gardnerKappa(alpha) })) },
          mark: { type: 'line', ...DASHED },
          encoding: { x: load, y: { field: 'kappa', ...y } },
        },
        {
          data: { values: table.map((one) => ({ load: one.load, curve: curveOf(one), margin: one.mean_margin })) },
          mark: { type: 'point', filled: true, size: 60 },
          encoding: { x: load, y: { field: 'margin', ...y }, color: curve },
        },
      ],
    },
  };
}

/** Margins over κ(α) with intervals over draws, between the ends that a claim allows. */
function relativeFigure(table: readonly Margins[]): Figure {
  const values = table.flatMap((one) => {
    const { low, high, mean_relative_margin: ratio } = one;
    return low === null || high === null ? [] : [{ load: one.load, curve: curveOf(one), ratio, low, high }];
  });
  const y = { type: 'quantitative', title: 'margin / κ(α)', scale: { zero: false } };
  return {
    name: 'relative-margin',
    caption: `Margin over κ(α), mean and 95 % interval over draws. The dashed lines are 1 ± ${CLOSE}: the claim holds where an interval lies between them.`,
    spec: {
      $schema: VEGA_LITE,
      ...SIZE,
      layer: [
        {
          data: { values: [1 - CLOSE, 1 + CLOSE].map((end) => ({ end })) },
          mark: { type: 'rule', ...DASHED },
          encoding: { y: { field: 'end', ...y } },
        },
        {
          data: { values },
          mark: { type: 'rule', strokeWidth: 2 },
          encoding: { x: load, y: { field: 'low', ...y }, y2: { field: 'high' }, color: curve },
        },
        {
          data: { values },
          mark: { type: 'point', filled: true, size: 60 },
          encoding: { x: load, y: { field: 'ratio', ...y }, color: curve },
        },
      ],
    },
  };
}

/** Figures of margin-law: the margins, and where draws suffice for intervals how near they are to κ(α). */
export const marginFigures = (table: readonly Margins[]): Figure[] => [
  marginFigure(table),
  ...(table.some(({ low }) => low !== null) ? [relativeFigure(table)] : []),
];
