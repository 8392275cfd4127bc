import type { Cell } from './cell.js';

/** A number that a trial has measured: a cell of an analysis' table, or of what an attack found. */
export interface Measurement {
  readonly trial: string;
  readonly model: string;
  readonly seed: number;
  /** Swept values by dotted path. */
  readonly swept: Readonly<Record<string, Cell>>;
  /** Id of the example, where the row is of one: its column `id`. */
  readonly example: string | null;
  /** What was drawn independently: the seed, and the number of the draw where a trial has several (column `draw`). */
  readonly draw: string;
  /** Truth values count 0 and 1. */
  readonly value: number;
}

/** By which rows are chosen: what other columns hold, one value or any of several. `model` is a column of everything. */
export type Where = Readonly<Record<string, Cell | readonly Cell[]>>;

/** What a parameter names of the experiment: `ANALYSIS.COLUMN` or `ATTACK.COLUMN`. */
export interface Reference {
  /** Where the parameter holds it. */
  readonly path: readonly (string | number)[];
  readonly column: string;
  /** By which its rows are chosen, and where the parameter holds that. */
  readonly rows?: { readonly path: Reference['path']; readonly where: Where };
}

/** All that trials have measured under a name such as `qr.distance`: finite numbers only, in the order of the trials, of the rows that are chosen. */
export type Measured = (column: string, where?: Where) => Promise<readonly Measurement[]>;
