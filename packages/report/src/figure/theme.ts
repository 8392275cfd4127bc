import type { Config } from 'vega-lite';

/** Neutral colours of a figure, `reference` for laws and other lines to compare with; the page maps them to their dark counterparts. */
export const NEUTRAL = {
  ink: '#1f2328',
  muted: '#59636e',
  reference: '#555',
  grid: '#e4e7eb',
  paper: '#ffffff',
} as const;

/** Okabe & Ito's palette, distinct with every common form of colour blindness; orange and sky blue darker, 3:1 on white and on dark pages. */
export const PALETTE = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#b87800', '#2f93cf', '#6f6f6f'] as const;

/** A dash beside each colour: lines stay apart in grey, too. */
export const DASHES: readonly (readonly number[])[] = [
  [1, 0],
  [7, 3],
  [2, 2.5],
  [9, 3, 2, 3],
  [14, 4],
  [4, 2, 1.5, 2, 1.5, 2],
  [1.5, 5],
];

/** A shape beside each colour. */
export const SHAPES = [
  'circle',
  'square',
  'triangle-up',
  'diamond',
  'triangle-down',
  'cross',
  'triangle-right',
] as const;

export const FONT = 'Inter';
const FAMILY = `${FONT}, "Helvetica Neue", Helvetica, Arial, sans-serif`;

/**
 * The look that all figures share, as a Vega-Lite config: 640 px wide, quiet axes, a faint grid, colour-blind-safe series. Titles that are longer than their
 * side are shortened, as they would take the room of the drawing.
 *
 * A specification overrides any of it with its own `width`, `height` or `config`.
 */
export const theme: Config = {
  background: NEUTRAL.paper,
  font: FAMILY,
  padding: 12,
  autosize: { type: 'fit', contains: 'padding' },
  view: { stroke: null, continuousWidth: 640, continuousHeight: 380, discreteWidth: 640, discreteHeight: 380 },
  title: {
    anchor: 'start',
    fontSize: 15,
    fontWeight: 600,
    color: NEUTRAL.ink,
    limit: 820,
    subtitleColor: NEUTRAL.muted,
    subtitleFontSize: 12,
    offset: 14,
  },
  axis: {
    labelColor: NEUTRAL.muted,
    labelFontSize: 12,
    labelPadding: 6,
    titleColor: NEUTRAL.ink,
    titleFontSize: 13,
    titleFontWeight: 400,
    titlePadding: 10,
    domainColor: NEUTRAL.muted,
    domainWidth: 1,
    gridColor: NEUTRAL.grid,
    ticks: false,
    tickCount: 6,
  },
  axisX: { titleLimit: 800 },
  axisY: { domain: false, titleLimit: 420 },
  legend: {
    orient: 'top',
    columns: 3,
    labelColor: NEUTRAL.ink,
    labelFontSize: 12,
    labelLimit: 640,
    titleColor: NEUTRAL.muted,
    titleFontSize: 12,
    titleFontWeight: 400,
    columnPadding: 18,
    symbolStrokeWidth: 2,
    symbolOpacity: 1,
    offset: 8,
  },
  header: { labelColor: NEUTRAL.ink, labelFontSize: 12, labelLimit: 400, titleColor: NEUTRAL.muted, titleLimit: 800 },
  range: { category: [...PALETTE], symbol: [...SHAPES], ramp: { scheme: 'viridis' }, heatmap: { scheme: 'viridis' } },
  mark: { color: PALETTE[0] },
  line: { strokeWidth: 2 },
  point: { size: 45, filled: true, opacity: 0.9 },
  rule: { color: NEUTRAL.muted },
  text: { color: NEUTRAL.ink, fontSize: 12 },
  bar: { binSpacing: 1 },
};
