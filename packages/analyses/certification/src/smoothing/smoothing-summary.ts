import { type Figure, type Summary, type SweptRow, panelled } from '@fragility/analysis';
import { median, wilson } from '@fragility/numerics';
import { cell, grouped, metricName, shown, type Group } from '../shared/groups.js';
import { leftOut, PANELS } from '../shared/panels.js';

export interface SmoothingOptions {
  readonly sigma: number;
  readonly budgets: readonly number[];
  readonly confidence: number;
}

/** Radii of the examples that the smoothed classifier says rightly, ascending. */
const rightRadii = ({ rows }: Pick<Group, 'rows'>): number[] =>
  rows
    .flatMap(({ radius, smoothed_correct: right }) => (right === true && typeof radius === 'number' ? [radius] : []))
    .sort((a, b) => a - b);

/** How many radii are at least a budget. */
const countAt = (radii: readonly number[], budget: number): number => radii.filter((radius) => radius >= budget).length;

const LABELS = {
  base_accuracy: { label: 'accuracy of the model itself' },
  smoothed_accuracy: { label: 'accuracy of the smoothed classifier' },
  abstains: { label: 'abstains' },
  certified_accuracy: { label: 'certified accuracy of the smoothed classifier' },
};

/** Certified accuracy of the smoothed classifier against the L2 budget, as exact steps. */
function smoothingFigure(groups: readonly Group[], { sigma, confidence }: SmoothingOptions): Figure[] {
  const shownGroups = groups.slice(0, PANELS);
  const values = shownGroups.flatMap((group) => {
    const radii = rightRadii(group);
    const n = group.rows.length;
    const at = (x: number, count: number) => {
      const [low, high] = wilson(count, n, confidence);
      return { panel: group.name, x, y: count / n, low, high };
    };
    return radii.length === 0 ? [] : [at(0, radii.length), ...radii.map((x, k) => at(x, radii.length - k - 1))];
  });
  if (values.length === 0) return [];
  const x = { field: 'x', type: 'quantitative', title: 'budget ε (L2)' };
  const y = {
    type: 'quantitative',
    title: 'certified accuracy of the smoothed classifier',
    scale: { domain: [0, 1] },
    axis: { format: '.0%' },
  };
  const layer = [
    {
      mark: { type: 'area', interpolate: 'step-after', opacity: 0.2 },
      encoding: { x, y: { field: 'low', ...y }, y2: { field: 'high' } },
    },
    { mark: { type: 'line', interpolate: 'step-after' }, encoding: { x, y: { field: 'y', ...y } } },
  ];
  return [
    {
      name: 'smoothed-accuracy',
      caption: [
        `Certified accuracy in L2 of the smoothed classifier, σ = ${sigma} (n = ${[...new Set(shownGroups.map(({ rows }) => rows.length))].join(', ')}): another classifier than the model, of which it says nothing.`,
        leftOut(groups.length),
        `Bands: Wilson's ${Number((100 * confidence).toPrecision(3))} % interval.`,
      ]
        .filter(Boolean)
        .join(' '),
      spec: panelled(values, shownGroups.length, layer),
    },
  ];
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Accuracies of the model and of the smoothed classifier, and what is certified of the latter at every budget. */
export function summariseSmoothing(
  rows: readonly SweptRow[],
  columns: readonly string[],
  options: SmoothingOptions,
): Summary {
  if (rows.length === 0) return {};
  const groups = grouped(rows, columns);
  const all = groups.map((group) => {
    const n = group.rows.length;
    const radii = rightRadii(group);
    const count = (is: (row: SweptRow) => boolean): number => group.rows.filter(is).length / n;
    const smoothed = radii.length / n;
    const own = {
      ...group.of,
      ...{ sigma: options.sigma, examples: n, base_accuracy: count((row) => row['correct'] === true) },
      ...{ smoothed_accuracy: smoothed, abstains: count((row) => row['radius'] === null) },
      median_radius: cell(median(radii)),
    };
    const at = options.budgets.map((budget) => {
      const [certified_low, certified_high] = wilson(countAt(radii, budget), n, options.confidence);
      return { ...own, budget, certified_accuracy: countAt(radii, budget) / n, certified_low, certified_high };
    });
    return { name: group.name, own, at };
  });
  return {
    tables: [
      {
        name: 'smoothed-accuracies',
        title: 'Certified accuracy of the smoothed classifier, which is another than the model',
        columns: LABELS,
        rows: all.flatMap(({ at }) => at),
      },
    ],
    figures: smoothingFigure(groups, options),
    headlines: all.map(({ name, own, at }) => ({
      label: `Smoothed classifier, σ = ${options.sigma}: ${name}`,
      value: [
        `${percent(own.smoothed_accuracy)} right, abstains on ${percent(own.abstains)}`,
        ...at.map(({ budget, certified_accuracy: share }) => `${percent(share)} certified at ${shown(budget)} (L2)`),
      ].join('; '),
    })),
    metrics: Object.fromEntries(
      all.flatMap(({ name, own, at }) => [
        [`${metricName(name)}/smoothed_accuracy`, own.smoothed_accuracy] as const,
        ...at.map(
          ({ budget, certified_accuracy: share }) =>
            [`${metricName(name)}/l2 ${String(budget)}/smoothed_certified_accuracy`, share] as const,
        ),
      ]),
    ),
  };
}
