import { normName, type Figure, panelled } from '@fragility/analysis';
import { maximum } from '@fragility/numerics';
import { WORST_CASE } from '../contest/worst-case.js';
import type { Curve } from './curves.js';
import { arrange, sweptName } from './series.js';
import { colour, sizes } from './panels.js';

/** Share of the attacked examples that are fooled after so many passes: exact steps. */
function rises({ clean, passes }: Curve): { x: number; y: number }[] {
  let fooled = 0;
  return passes.map(([x, examples]) => ({ x, y: (fooled += examples) / clean }));
}

const limitOf = ({ norm, budgets, distances }: Curve): string =>
  distances ? normName(norm) : `${normName(norm)} ${String(Number(budgets.at(-1)!.budget.toPrecision(4)))}`;

/** Success against the passes spent, of every attack at its largest budget; none in a sweep, or where no attack spends more on one example than on another. */
export function queriesFigure(curves: readonly Curve[]): Figure[] {
  const own = curves.filter(
    ({ attack, clean, criterion }) => attack !== WORST_CASE && clean > 0 && criterion === 'untargeted',
  );
  const swept = new Set(curves.map(({ of }) => sweptName(of))).size > 1;
  if (swept || !own.some(({ passes }) => passes.length > 1)) return [];
  const arranged = arrange(own.map((curve) => ({ ...curve, attack: `${curve.attack} (${limitOf(curve)})` })));
  const most = maximum(own.map(({ passes }) => passes.at(-1)?.[0] ?? 0));
  const values = arranged.series.flatMap(({ curve, series, panel }) => {
    const steps = rises(curve);
    const last = steps.at(-1);
    return last
      ? [{ x: steps[0]!.x, y: 0 }, ...steps, { x: most, y: last.y }].map((step) => ({ series, panel, ...step }))
      : [];
  });
  return [
    {
      name: 'success-queries',
      caption: `Share of the correctly classified examples that an attack has fooled after so many passes through the model, forward and backward together, at its largest budget (${sizes(own)}). A smallest-norm attack spends what it needs to shorten what it has found.${arranged.left && ` ${arranged.left.trim()}`}`,
      spec: panelled(values, arranged.panels.length, [
        {
          mark: { type: 'line', interpolate: 'step-after' },
          encoding: {
            x: { field: 'x', type: 'quantitative', title: 'passes per example', scale: { type: 'log', nice: false } },
            y: {
              field: 'y',
              type: 'quantitative',
              title: 'success rate',
              scale: { domain: [0, 1] },
              axis: { format: '.0%' },
            },
            ...colour(arranged),
          },
        },
      ]),
    },
  ];
}
