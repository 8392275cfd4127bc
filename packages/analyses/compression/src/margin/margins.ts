import type { TableRow } from '@fragility/analysis';

/** What the margin may differ from κ by, relative to it. */
export const CLOSE = 0.05;

/** The draws of one model, dimension and number of points. */
export interface Margins extends TableRow {
  readonly model: string;
  readonly dimension: number;
  readonly points: number;
  readonly load: number;
  readonly draws: number;
  readonly mean_margin: number;
  readonly kappa: number;
  readonly mean_relative_margin: number;
  readonly low: number | null;
  readonly high: number | null;
}
