import { column, type Column, type PlainCell } from '@fragility/analysis';
import type { Linearised } from './linearised.js';

/** A number, or null where there is none. */
export const cell = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** a / b, or null where b is zero or either is not finite. */
export const ratio = (a: number, b: number): number | null => (b === 0 || !Number.isFinite(b) ? null : cell(a / b));

/** A column of numbers whose means are shown under a label. */
export const labelled = (label: string, description: string) => ({ ...column.number(description), label });

/** What names an example and its margin, in every table with a row for each example. */
export const EXAMPLE_COLUMNS = {
  id: column.string('example'),
  label: column.integer('its class y'),
  rival: column.integer('j, the strongest other class'),
  margin: column.number('g(x) = f_y(x) − f_j(x): negative where the example is misclassified'),
  gradient_norm: column.number('‖∇g(x)‖₂'),
  linear_distance: labelled(
    'linearised distance',
    'g(x)/‖∇g(x)‖₂, L2 distance to the linearised boundary; empty where the gradient is zero',
  ),
} as const satisfies Record<string, Column>;

/** {@link EXAMPLE_COLUMNS} of an example. */
export const exampleCells = ({
  id,
  label,
  rival,
  margin,
  slope,
}: Linearised): Record<keyof typeof EXAMPLE_COLUMNS, PlainCell> => ({
  id,
  label,
  rival,
  margin: cell(margin),
  gradient_norm: cell(slope),
  linear_distance: ratio(margin, slope),
});
