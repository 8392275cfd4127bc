import { DASHES, PALETTE, SHAPES } from './theme.js';

type Json = Readonly<Record<string, unknown>>;

interface Channel extends Json {
  readonly field?: string;
}

/** One mark of a figure, with the data that it draws. */
interface Unit {
  readonly spec: Json;
  readonly rows: readonly Json[];
}

const PARTS = ['layer', 'hconcat', 'vconcat', 'concat'] as const;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const rowsOf = ({ data }: Json, outer: readonly Json[]): readonly Json[] =>
  isObject(data) && Array.isArray(data['values']) ? (data['values'] as Json[]) : outer;

/** Every mark of a specification, replaced by what `change` makes of it. */
function mapUnits(spec: Json, change: (unit: Unit) => Json, outer: readonly Json[] = []): Json {
  const rows = rowsOf(spec, outer);
  if (isObject(spec['spec'])) return { ...spec, spec: mapUnits(spec['spec'], change, rows) };
  const part = PARTS.find((name) => Array.isArray(spec[name]));
  if (part) return { ...spec, [part]: (spec[part] as Json[]).map((one) => mapUnits(one, change, rows)) };
  return spec['mark'] === undefined ? spec : change({ spec, rows });
}

const encodingOf = ({ encoding }: Json): Json => (isObject(encoding) ? encoding : {});
const markOf = ({ mark }: Json): Json => (isObject(mark) ? mark : { type: mark });

const seriesOf = (unit: Json): Channel | undefined => {
  const { color } = encodingOf(unit);
  const isPlain =
    isObject(color) && typeof color['field'] === 'string' && color['type'] === 'nominal' && !color['scale'];
  return isPlain ? color : undefined;
};

/** A line to compare with: a mark that has a name and a colour of its own. */
const isReference = (unit: Json): boolean =>
  typeof unit['name'] === 'string' && typeof markOf(unit)['color'] === 'string' && !('color' in encodingOf(unit));

/** Names of series in the order of their legend, then those of the lines to compare with, each with its look. */
interface Looks {
  readonly domain: readonly string[];
  readonly colours: readonly string[];
  readonly dashes: readonly (readonly number[])[];
  readonly shapes: readonly string[];
}

const at = <T>(list: readonly T[], k: number): T => list[k % list.length]!;

function looksOf(units: readonly Unit[]): Looks {
  const coloured = units.filter(({ spec }) => seriesOf(spec));
  const names = [
    ...new Set(coloured.flatMap(({ spec, rows }) => rows.map((row) => String(row[seriesOf(spec)!.field!] ?? '')))),
  ];
  const inOrder = coloured.some(({ spec }) => seriesOf(spec)!['sort'] === null);
  const series = inOrder ? names : names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const references = [
    ...new Map(units.filter(({ spec }) => isReference(spec)).map(({ spec }) => [spec['name'] as string, markOf(spec)])),
  ];
  // Past the last colour the colours begin again, with other dashes and shapes.
  const turn = (k: number): number => k + Math.floor(k / PALETTE.length);
  return {
    domain: [...series, ...references.map(([name]) => name)],
    colours: [...series.map((_, k) => at(PALETTE, k)), ...references.map(([, mark]) => mark['color'] as string)],
    dashes: [
      ...series.map((_, k) => at(DASHES, turn(k))),
      ...references.map(([, mark]) => (mark['strokeDash'] as number[] | undefined) ?? [1, 0]),
    ],
    shapes: [...series.map((_, k) => at(SHAPES, turn(k))), ...references.map(() => 'circle')],
  };
}

/** Pixels of a line in the legend, of a character of its labels, and of the gap beside them; and what is there for all of them. */
const [SAMPLE, CHARACTER, GAP, ROOM] = [34, 7, 34, 520];

/** How the legend shows series: lines long enough for their dashes, as many beside each other as there is room for. */
const legendOf = (names: readonly string[], hasLines: boolean): Json => ({
  ...(hasLines ? { symbolType: 'stroke', symbolSize: SAMPLE ** 2, symbolStrokeWidth: 2 } : {}),
  columns: Math.max(1, Math.floor(ROOM / (SAMPLE + GAP + CHARACTER * Math.max(...names.map((name) => name.length))))),
});

/** A shape for each name, without a legend of its own: lines have theirs. */
const shapesOf = (field: string, { domain, shapes }: Looks): Json => ({
  condition: domain.map((name, k) => ({
    test: `datum[${JSON.stringify(field)}] === ${JSON.stringify(name)}`,
    value: shapes[k],
  })),
  value: 'circle',
});

/** The channels of colour, dash and shape of a mark. */
function channelsOf(of: Channel, { type, point, filled }: Json, given: Json, looks: Looks, hasLines: boolean): Json {
  const { domain } = looks;
  const legend = { legend: legendOf(domain, hasLines) };
  // A filled point has no outline: it is dashed for the legend, which it then shares with the lines.
  const isDashed = (type === 'line' || (hasLines && type === 'point' && filled)) && !('strokeDash' in given);
  const hasPoints = (type === 'point' || (type === 'line' && Boolean(point))) && of.field !== undefined;
  const scaled = { ...of, ...legend, scale: { domain, range: looks.shapes } };
  return {
    color: { ...of, ...legend, scale: { domain, range: looks.colours } },
    ...(isDashed ? { strokeDash: { ...of, ...legend, scale: { domain, range: looks.dashes } } } : {}),
    ...(hasPoints ? { shape: hasLines ? shapesOf(of.field, looks) : scaled } : {}),
  };
}

/**
 * Gives every series of a figure a dash and a shape beside its colour, the same in all of its layers, and puts lines to compare with into the legend: layers that
 * have a `name`, and a colour of their own. A figure that sets its own scale of colours stays as it is.
 */
export function distinguished(spec: Json): Json {
  const units: Unit[] = [];
  mapUnits(spec, (unit) => {
    units.push(unit);
    return unit.spec;
  });
  const coloured = units.filter(({ spec: one }) => 'color' in encodingOf(one));
  if (coloured.length === 0 || !coloured.every(({ spec: one }) => seriesOf(one))) return spec;
  const looks = looksOf(units);
  const hasLines = units.some(({ spec: one }) => markOf(one)['type'] === 'line');
  const title = seriesOf(coloured[0]!.spec)!['title'];
  return mapUnits(spec, ({ spec: { name, ...unit } }) => {
    const [mark, encoding] = [markOf(unit), encodingOf(unit)];
    const isOne = isReference({ name, ...unit });
    const of = isOne ? { datum: name, type: 'nominal', ...(title === undefined ? {} : { title }) } : seriesOf(unit);
    if (!of) return unit;
    return { ...unit, mark, encoding: { ...encoding, ...channelsOf(of, mark, encoding, looks, hasLines) } };
  });
}
