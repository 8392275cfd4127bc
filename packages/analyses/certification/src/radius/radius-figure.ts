import { normName, type Figure, type SweptRow, panelled } from '@fragility/analysis';
import type { ConvexNorm } from '@fragility/numerics';
import type { Group } from '../shared/groups.js';
import { leftOut, PANELS } from '../shared/panels.js';
import { besideName, type Beside } from './beside.js';

/** Examples that a panel can tell apart. */
const MOST = 120;

const MARKS = { lower: 'certified radius', exact: 'exact smallest perturbation', attack_distance: 'nearest attack' };

/** The distance that examples are sorted by: what is known best of where the boundary is. */
const placeOf = (row: SweptRow): number => Number(row['exact'] ?? row['attack_distance'] ?? row['lower']);

/** Evenly spaced items of a list, first and last among them. */
const some = <T>(list: readonly T[]): T[] =>
  list.length <= MOST
    ? [...list]
    : Array.from({ length: MOST }, (_, k) => list[Math.round((k * (list.length - 1)) / (MOST - 1))]!);

/** Certified radius, exact distance and attack of every example, sorted by distance: a mark each, and a line from the radius to the attack. */
export function radiusFigure(groups: readonly Group[], norm: ConvexNorm, beside: Beside | undefined): Figure[] {
  const panels = groups.flatMap(({ name, rows }) => {
    const known = rows.filter((row) => row['correct'] === true && Number(row['lower']) >= 0);
    return known.length > 0
      ? [{ name, all: known.length, shown: some(known.toSorted((a, b) => placeOf(a) - placeOf(b))) }]
      : [];
  });
  if (panels.length === 0) return [];
  const drawn = panels.slice(0, PANELS);
  const values = drawn.flatMap(({ name: panel, shown }) =>
    shown.flatMap((row, k) => {
      const marks = Object.entries(MARKS).map(([column, mark]) => ({ mark, value: row[column] ?? null }));
      if (beside) marks.push({ mark: besideName(beside), value: beside.of(row) ?? null });
      const ends = { lower: row['lower'], found: row['attack_distance'] ?? null };
      return marks.flatMap(({ mark, value }) =>
        typeof value === 'number' ? [{ panel, example: k + 1, id: row['id'], mark, value, ...ends }] : [],
      );
    }),
  );
  const title = `distance (${normName(norm)})`;
  const x = {
    field: 'example',
    type: 'quantitative',
    title: 'examples, sorted by distance',
    scale: { nice: false },
    axis: { format: 'd', tickMinStep: 1 },
  };
  const y = { field: 'value', type: 'quantitative', title };
  const layer = [
    {
      transform: [{ filter: `datum.mark === '${MARKS.lower}' && isValid(datum.found)` }],
      mark: { type: 'rule', opacity: 0.35 },
      encoding: { x, y: { ...y, field: 'lower' }, y2: { field: 'found' } },
    },
    {
      mark: { type: 'point', filled: true, size: 28, opacity: 0.9 },
      encoding: { x, y, color: { field: 'mark', type: 'nominal', title: null, sort: null } },
    },
  ];
  const few = drawn.some(({ all, shown }) => shown.length < all);
  const n = drawn.map(({ all }) => all);
  return [
    {
      name: `certified-radius-${norm}`,
      caption: [
        `Certified radius, exact smallest perturbation where a complete search ended, and nearest point that attacks found, of each correctly classified example (n = ${[...new Set(n)].join(', ')}), sorted by distance.`,
        'No adversarial point lies below a certified radius; the line is what is open.',
        beside ? `Beside them ${besideName(beside)}, which is no bound.` : '',
        few ? `${MOST} of them are shown, evenly spaced.` : '',
        leftOut(panels.length),
      ]
        .filter(Boolean)
        .join(' '),
      spec: panelled(values, drawn.length, layer),
    },
  ];
}
