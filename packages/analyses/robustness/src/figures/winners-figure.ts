import { normName, type Figure, VEGA_LITE } from '@fragility/analysis';
import type { Tally } from '../contest/tally.js';
import { sweptName } from './series.js';
import { short } from './panels.js';

/** Bars that are wide enough for words. */
const READABLE = 0.14;

interface Piece {
  readonly attack: string;
  readonly row: string;
  readonly from: number;
  readonly to: number;
  readonly middle: number;
  readonly words: string;
}

/** The shares of one bar, side by side. */
function piecesOf({ of, limit, fooled, won, better }: Tally, models: number): Piece[] {
  const row = [models > 1 ? `${String(of['model'])},` : '', limit === null ? 'smallest' : `ε = ${short(limit)}`]
    .filter(Boolean)
    .join(' ');
  let from = 0;
  return [...better.keys()].map((attack) => {
    const share = (won.get(attack) ?? 0) / fooled;
    const piece = { attack, row, from, to: from + share, middle: from + share / 2 };
    from += share;
    return { ...piece, words: share >= READABLE ? `${attack} ${(100 * share).toFixed(0)} %` : '' };
  });
}

/** Whose point is the nearest: a bar for each budget of contests of one norm; none in a sweep, which the table shows. */
export function winnersFigure(tallies: readonly Tally[]): Figure[] {
  const own = tallies.filter(({ fooled }) => fooled > 0);
  if (own.length === 0 || own.some(({ of }) => sweptName(of) !== '')) return [];
  const models = new Set(own.map(({ of }) => of['model'])).size;
  const values = own.flatMap((tally) => piecesOf(tally, models));
  const y = { field: 'row', type: 'nominal', title: null, sort: null, axis: { labelLimit: 450, domain: false } };
  const x = {
    type: 'quantitative',
    title: 'share of the fooled examples',
    axis: { format: '.0%' },
    scale: { domain: [0, 1] },
  };
  return [
    {
      name: `worst-case-${own[0]!.norm}`,
      caption: `Who decides the worst case in ${normName(own[0]!.norm)}: the share of the fooled examples on which an attack has the nearest point; ties are shared.`,
      spec: {
        $schema: VEGA_LITE,
        width: 560,
        height: { step: 40 },
        data: { values },
        layer: [
          {
            mark: { type: 'bar', height: 22, stroke: '#ffffff', strokeWidth: 2 },
            encoding: {
              y,
              x: { field: 'from', ...x },
              x2: { field: 'to' },
              color: { field: 'attack', type: 'nominal', title: 'attack', sort: null },
            },
          },
          {
            mark: { type: 'text', color: '#ffffff', fontWeight: 600, fontSize: 12 },
            encoding: { y, x: { field: 'middle', ...x }, text: { field: 'words' } },
          },
        ],
      },
    },
  ];
}
