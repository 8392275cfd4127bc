import { type Figure, type TableRow, VEGA_LITE } from '@fragility/analysis';
import { maximum, minimum } from '@fragility/numerics';

const FLAT = { width: 520, height: 320 };

const counted = (n: number, plural: string): string => `${n} ${n === 1 ? plural.replace(/(?<=ss)es$|s$/, '') : plural}`;

/** What a band or a bar of a figure is, in a sentence; `unit` is what a value is of, as there are many of it. */
export function intervalSentence(rows: readonly TableRow[], unit = 'examples'): string {
  const seeds = Math.max(0, maximum(rows.map(({ seeds }) => Number(seeds))));
  const n = rows.reduce((sum, row) => Math.max(sum, Number(row['n'])), 0);
  if (!rows.some(({ low }) => typeof low === 'number'))
    return `No intervals: ${counted(n, unit)} of ${counted(seeds, 'seeds')} each.`;
  const of = new Set(rows.map(({ resampled }) => resampled));
  const own = unit === 'networks' ? unit : `${unit} of these networks`;
  const what = of.has('examples') ? `${own} resampled` : 'seeds resampled';
  return `Intervals are 95 % (${what}); up to ${counted(n, unit)} and ${counted(seeds, 'seeds')} each.`;
}

const seriesOf = (row: TableRow, names: readonly string[]): string =>
  [row['model'], ...names.map((name) => `${name} ${String(row[name])}`)].join(', ');

/** Means with their intervals: quantities side by side, or each along the one number that is swept. */
export function meansFigure(
  {
    name,
    caption,
    title,
    unit,
  }: { readonly name: string; readonly caption: string; readonly title: string; readonly unit?: string },
  rows: readonly TableRow[],
  names: readonly string[],
): Figure {
  const [along] = names;
  const swept =
    names.length === 1 &&
    rows.every((row) => typeof row[along!] === 'number') &&
    new Set(rows.map((row) => row[along!])).size > 1;
  const values = rows.map((row) => ({ ...row, series: seriesOf(row, swept ? [] : names) }));
  const log = values.every((row) => Number((row as TableRow)[along ?? '']) > 0);
  const series = (title: string) => ({
    color: { field: 'series', type: 'nominal', title },
    shape: { field: 'series', type: 'nominal', title },
  });
  const y = { field: 'mean', type: 'quantitative', title };
  const ends = { y: { field: 'low', type: 'quantitative', title }, y2: { field: 'high' } };
  const ordered = [...new Set(rows.map(({ quantity }) => String(quantity)))];
  const side = {
    x: { field: 'quantity', type: 'nominal', title: null, sort: ordered, axis: { labelAngle: -30, labelLimit: 260 } },
    xOffset: { field: 'series', type: 'nominal' },
  };
  const plain = {
    ...FLAT,
    layer: [
      { mark: { type: 'rule', strokeWidth: 2 }, encoding: { ...side, ...ends, color: series('model').color } },
      { mark: { type: 'point', filled: true, size: 60 }, encoding: { ...side, y, ...series('model') } },
    ],
  };
  const x = {
    field: along,
    type: 'quantitative',
    title: along,
    scale: log ? { type: 'log', nice: false } : { zero: false },
  };
  const lines = {
    facet: { field: 'quantity', type: 'nominal', title: null, sort: ordered },
    columns: 2,
    spec: {
      width: 260,
      height: 180,
      layer: [
        { mark: { type: 'area', opacity: 0.2 }, encoding: { x, ...ends, color: series('model').color } },
        {
          mark: { type: 'line', point: { filled: true, size: 50 } },
          encoding: { x, y, ...series('model'), strokeDash: { field: 'series', type: 'nominal', title: 'model' } },
        },
      ],
    },
    resolve: { scale: { y: 'independent' } },
  };
  return {
    name,
    caption: `${caption} ${intervalSentence(rows, unit)}`,
    spec: { $schema: VEGA_LITE, data: { values }, ...(swept ? lines : plain) },
  };
}

/** A scatter of two columns, a point for each example. */
export function scatterFigure(
  { name, caption }: { readonly name: string; readonly caption: string },
  rows: readonly TableRow[],
  [x, y]: readonly [readonly [field: string, title: string], readonly [field: string, title: string]],
): Figure {
  const values = rows.flatMap((row) => {
    const [a, b] = [row[x[0]], row[y[0]]];
    return typeof a === 'number' && typeof b === 'number' && a > 0 && b > 0
      ? [{ model: row['model'], [x[0]]: a, [y[0]]: b }]
      : [];
  });
  const ends = values.flatMap((row) => [Number(row[x[0]]), Number(row[y[0]])]);
  const line = [minimum(ends), maximum(ends)].map((v) => ({ [x[0]]: v, [y[0]]: v }));
  const axis = ([field, title]: readonly [string, string]) => ({
    field,
    type: 'quantitative',
    title,
    scale: { type: 'log', nice: false },
  });
  return {
    name,
    caption,
    spec: {
      $schema: VEGA_LITE,
      ...FLAT,
      layer: [
        {
          data: { values },
          mark: { type: 'point', filled: true, opacity: 0.5, size: 30 },
          encoding: {
            x: axis(x),
            y: axis(y),
            color: { field: 'model', type: 'nominal', title: 'model' },
            shape: { field: 'model', type: 'nominal', title: 'model' },
          },
        },
        {
          data: { values: line },
          mark: { type: 'line', strokeDash: [5, 4], color: '#555' },
          encoding: { x: axis(x), y: axis(y) },
        },
      ],
    },
  };
}
