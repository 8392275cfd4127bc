import { type Figure, groupBy } from '@fragility/analysis';
import type { Tally } from '../contest/tally.js';
import type { Group } from '../groups.js';
import { accuracyFigure } from './accuracy-figure.js';
import { curvesOf } from './curves.js';
import { distancesFigure } from './distances-figure.js';
import { queriesFigure } from './queries-figure.js';
import { winnersFigure } from './winners-figure.js';

/** All figures of what was counted: by norm, robust accuracy, who decides the worst case, and distances; then success against queries. */
export function robustnessFigures(
  { groups, tallies }: { readonly groups: readonly Group[]; readonly tallies: readonly Tally[] },
  confidence: number,
): Figure[] {
  const curves = curvesOf(groups);
  const kinds = [...groupBy(curves, ({ norm, criterion }) => `${norm} ${criterion}`).values()];
  return [
    ...kinds.flatMap((own) => [
      ...accuracyFigure(own, confidence),
      ...(own[0]!.criterion === 'targeted'
        ? []
        : [...winnersFigure(tallies.filter(({ norm }) => norm === own[0]!.norm)), ...distancesFigure(own)]),
    ]),
    ...queriesFigure(curves),
  ];
}
