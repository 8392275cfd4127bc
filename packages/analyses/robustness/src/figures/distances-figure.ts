import { normName, VEGA_LITE, type Figure } from '@fragility/analysis';
import { quantile } from '@fragility/numerics';
import type { Curve } from './curves.js';
import { sweptName } from './series.js';

/** Rows that fit a page. */
const MOST = 24;

interface Many {
  readonly models: boolean;
  readonly attacks: boolean;
}

/** What tells a row from the others; its attack where nothing else does. */
const labelOf = ({ of, attack }: Curve, { models, attacks }: Many): string => {
  const names = [models ? String(of['model']) : '', sweptName(of), attacks ? attack : ''].filter(Boolean);
  return names.length > 0 ? names.join(' · ') : attack;
};

interface Box {
  readonly label: string;
  readonly from: number;
  readonly low: number;
  readonly middle: number;
  readonly high: number;
  readonly to: number;
}

/** Quantiles of what was found. */
const boxOf = (curve: Curve, many: Many): Box[] => {
  const found = curve.distances!.filter(Number.isFinite);
  if (found.length === 0) return [];
  const [from, low, middle, high, to] = [0.05, 0.25, 0.5, 0.75, 0.95].map((p) => quantile(found, p));
  const none = curve.clean - found.length;
  const label = `${labelOf(curve, many)} (${found.length}${none > 0 ? `, none for ${none}` : ''})`;
  return [{ label, from: from!, low: low!, middle: middle!, high: high!, to: to! }];
};

/** Distributions of the smallest perturbations, of curves of one norm, as boxes; none where none was found. */
export function distancesFigure(curves: readonly Curve[]): Figure[] {
  const own = curves.filter(({ distances }) => distances);
  const several = (of: (curve: Curve) => unknown): boolean => new Set(own.map(of)).size > 1;
  const many = { models: several(({ of }) => of['model']), attacks: several(({ attack }) => attack) };
  const boxes = own.flatMap((curve) => boxOf(curve, many));
  if (boxes.length === 0) return [];
  const values = boxes.slice(0, MOST);
  const { norm } = own[0]!;
  const wide = Math.max(...values.map(({ to }) => to)) > 50 * Math.min(...values.map(({ from }) => from));
  const y = { field: 'label', type: 'nominal', title: null, sort: null, axis: { labelLimit: 450, domain: false } };
  const at = (field: string): object => ({
    field,
    type: 'quantitative',
    title: `smallest perturbation found (${normName(norm)})`,
    scale: wide && values.every(({ from }) => from > 0) ? { type: 'log', nice: false, padding: 12 } : { zero: true },
  });
  const left = boxes.length > MOST ? ` The first ${MOST} of ${boxes.length} are shown.` : '';
  return [
    {
      name: `distances-${norm}`,
      caption: `Smallest perturbations found, in ${normName(norm)}: median, quartiles, and from 5 to 95 % of them; in brackets how many there are, and for how many examples none was found.${left}`,
      spec: {
        $schema: VEGA_LITE,
        width: 560,
        height: { step: 34 },
        data: { values },
        layer: [
          { mark: { type: 'rule', strokeWidth: 1.5 }, encoding: { y, x: at('from'), x2: { field: 'to' } } },
          { mark: { type: 'bar', height: 14 }, encoding: { y, x: at('low'), x2: { field: 'high' } } },
          {
            mark: { type: 'tick', color: '#ffffff', thickness: 3, height: 14 },
            encoding: { y, x: at('middle') },
          },
        ],
      },
    },
  ];
}
