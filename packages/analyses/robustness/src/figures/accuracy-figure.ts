import { normName, type Figure, panelled } from '@fragility/analysis';
import { maximum } from '@fragility/numerics';
import { WORST_CASE } from '../contest/worst-case.js';
import type { Curve } from './curves.js';
import { arrange } from './series.js';
import { colour, sizes } from './panels.js';
import { pointsOf, reachOf, stepsOf } from './steps.js';

const quantitative = { type: 'quantitative' };

/** Robust accuracy against the budget, of curves of one norm and criterion; none where nothing has a size. */
export function accuracyFigure(curves: readonly Curve[], confidence: number): Figure[] {
  const reach = maximum(curves.map(reachOf));
  if (!(reach > 0)) return [];
  const { norm, criterion } = curves[0]!;
  const arranged = arrange(curves);
  const shown = arranged.series.map(({ curve }) => curve);
  const targeted = criterion === 'targeted';
  const values = arranged.series.flatMap(({ curve, series, panel }) => [
    ...stepsOf(curve, reach, confidence).map((step) => ({ series, panel, kind: 'step', ...step })),
    ...pointsOf(curve, confidence).map((step) => ({ series, panel, kind: 'budget', ...step })),
  ]);
  const only = (kind: string): object => ({ transform: [{ filter: `datum.kind === '${kind}'` }] });
  const x = { field: 'x', ...quantitative, title: `budget ε (${normName(norm)})` };
  const y = {
    ...quantitative,
    title: targeted ? 'share not led to its target' : 'robust accuracy',
    scale: { domain: [0, 1] },
    axis: { format: '.0%' },
  };
  const band = { x, y: { field: 'low', ...y }, y2: { field: 'high' }, ...colour(arranged) };
  const line = { x, y: { field: 'y', ...y }, ...colour(arranged) };
  const exact = shown.some(({ distances }) => distances);
  const points = shown.some(({ budgets }) => budgets.length > 0);
  return [
    {
      name: `robust-accuracy-${norm}${targeted ? '-targeted' : ''}`,
      caption: [
        `${targeted ? 'Share of examples that were not led to their target' : 'Robust accuracy'} against the budget in ${normName(norm)} (${sizes(shown)}).`,
        exact ? 'Steps of smallest perturbations are exact: one for every example.' : '',
        points ? 'Points are the budgets of the attacks; what is fooled at one is fooled at every larger one.' : '',
        shown.some(({ attack }) => attack === WORST_CASE)
          ? 'The worst case takes the nearest point of all attacks.'
          : '',
        `${arranged.left}Bands and bars: Wilson's ${short(confidence)} % interval at each budget.`,
      ]
        .filter(Boolean)
        .join(' '),
      spec: panelled(values, arranged.panels.length, [
        { ...only('step'), mark: { type: 'area', interpolate: 'step-after', opacity: 0.13 }, encoding: band },
        { ...only('step'), mark: { type: 'line', interpolate: 'step-after' }, encoding: line },
        { ...only('budget'), mark: { type: 'rule', strokeWidth: 1.5 }, encoding: band },
        { ...only('budget'), mark: { type: 'point', filled: true, size: 60, opacity: 1 }, encoding: line },
      ]),
    },
  ];
}

const short = (confidence: number): string => String(Number((100 * confidence).toPrecision(3)));
