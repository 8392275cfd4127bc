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

/** What a parameter names of the experiment: `ANALYSIS.COLUMN` or `ATTACK.COLUMN`. */
export interface Reference {
  /** Where the parameter holds it. */
  readonly path: readonly (string | number)[];
  readonly column: string;
}

/** All that trials have measured under a name such as `qr.distance`: finite numbers only, in the order of the trials. */
export type Measured = (column: string) => Promise<readonly Measurement[]>;
