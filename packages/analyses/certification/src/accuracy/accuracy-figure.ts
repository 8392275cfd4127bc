import { normName, type Figure, panelled } from '@fragility/analysis';
import { maximum } from '@fragility/numerics';
import { leftOut, PANELS } from '../shared/panels.js';
import type { Point, Pooled } from './pooled.js';

/** Steps that a panel can show. */
const STEPS = 300;

const ROBUST = 'robust accuracy, worst case over attacks';

/** Of places that are closer together than a figure shows, the last. */
const thinned = (all: readonly Point[], reach: number): Point[] => {
  const bin = ({ x }: Point): number => Math.floor((STEPS * x) / reach);
  return all.filter((one, k) => k === all.length - 1 || bin(one) !== bin(all[k + 1]!));
};

/** Certified accuracy below the robust accuracy that attacks leave, of one norm: what lies between is open. */
export function accuracyFigure(all: readonly Pooled[], confidence: number): Figure[] {
  const reach = maximum(all.flatMap(({ certified }) => certified.map(({ x }) => x)));
  if (!(reach > 0)) return [];
  const { norm } = all[0]!;
  const drawn = all.slice(0, PANELS);
  const values = drawn.flatMap(({ name: panel, method, clean, certified, robust }) => {
    const proven = `certified accuracy (${method})`;
    const inside = thinned(
      robust.filter(({ x }) => x <= reach),
      reach,
    );
    const last = { ...(inside.at(-1) ?? clean), x: reach };
    return [
      ...(robust.length > 0
        ? [clean, ...inside, last].map((point) => ({ series: ROBUST, kind: 'found', ...point }))
        : []),
      ...[clean, ...certified].map((point, k) => ({ series: proven, kind: 'proven', point: k > 0, ...point })),
    ].map((one) => ({ panel, ...one }));
  });
  const quantitative = { type: 'quantitative' };
  const x = { field: 'x', ...quantitative, title: `budget ε (${normName(norm)})` };
  const y = { ...quantitative, title: 'share of examples', scale: { domain: [0, 1] }, axis: { format: '.0%' } };
  const color = { field: 'series', type: 'nominal', title: null, sort: null };
  const line = { x, y: { field: 'y', ...y }, color };
  const band = { x, y: { field: 'low', ...y }, y2: { field: 'high' }, color };
  const only = (kind: string): object => ({ transform: [{ filter: `datum.kind === '${kind}'` }] });
  const layer = [
    { ...only('found'), mark: { type: 'area', interpolate: 'step-after', opacity: 0.13 }, encoding: band },
    { ...only('found'), mark: { type: 'line', interpolate: 'step-after' }, encoding: line },
    { ...only('proven'), mark: { type: 'area', interpolate: 'step-before', opacity: 0.13 }, encoding: band },
    { ...only('proven'), mark: { type: 'line', interpolate: 'step-before' }, encoding: line },
    { transform: [{ filter: 'datum.point' }], mark: { type: 'point', filled: true, size: 60 }, encoding: line },
  ];
  const n = [...new Set(drawn.map(({ examples }) => examples))].join(', ');
  const seeds = Math.max(...drawn.map((one) => one.seeds));
  return [
    {
      name: `certified-accuracy-${norm}`,
      caption: [
        `Certified accuracy against the budget in ${normName(norm)}, beside robust accuracy under the worst case over attacks (n = ${n}${seeds > 1 ? `, ${seeds} seeds pooled` : ''}).`,
        'No attack comes below the certified curve; what lies between the two is open.',
        'Points are the budgets that were proven: what is proven at one is proven at every smaller one.',
        leftOut(all.length),
        `Bands: Wilson's ${Number((100 * confidence).toPrecision(3))} % interval.`,
      ]
        .filter(Boolean)
        .join(' '),
      spec: panelled(values, drawn.length, layer),
    },
  ];
}
