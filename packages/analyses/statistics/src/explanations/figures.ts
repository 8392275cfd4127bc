import { type Figure, type TableRow, VEGA_LITE } from '@fragility/analysis';

/** Dots with intervals, one row of the figure for each candidate. */
const dots = (value: string, low: string, high: string, title: string, models: number): object => {
  const y = { field: 'candidate', type: 'nominal', title: null, sort: null };
  const x = (field: string) => ({ field, type: 'quantitative', title });
  const by = models > 1 ? { color: { field: 'model', type: 'nominal' }, yOffset: { field: 'model' } } : {};
  return {
    title,
    width: 300,
    height: { step: 14 + 12 * models },
    layer: [
      { mark: { type: 'rule', strokeDash: [5, 4], color: '#555' }, encoding: { x: { datum: 0 } } },
      { mark: { type: 'rule', strokeWidth: 2 }, encoding: { y, x: x(low), x2: { field: high }, ...by } },
      {
        mark: { type: 'point', filled: true, size: 60 },
        encoding: { y, x: x(value), ...by, ...(models > 1 ? { shape: { field: 'model', type: 'nominal' } } : {}) },
      },
    ],
  };
};

/** What each candidate explains alone, beside what it explains that the others do not. */
export function explanationFigures(rows: readonly TableRow[], of: string): Figure[] {
  if (rows.length === 0) return [];
  const models = new Set(rows.map(({ model }) => model)).size;
  return [
    {
      name: 'explanations',
      caption: `What explains log ${of}: left, R² of each candidate alone, every example foretold from all others; right, its partial correlation given the other candidates. Bars are 95 % intervals.`,
      spec: {
        $schema: VEGA_LITE,
        data: { values: rows },
        hconcat: [
          dots('r2_left_out', 'r2_low', 'r2_high', 'R² alone', models),
          dots('partial_correlation', 'partial_low', 'partial_high', 'partial correlation', models),
        ],
      },
    },
  ];
}
