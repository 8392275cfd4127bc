import type { Classifier } from '@fragility/model';
import type { Norm, Row } from '@fragility/numerics';
import { createSpace } from '../../geometry/create.js';
import { createGrid } from '../../geometry/grid.js';
import { clampRow, roundBounds, roundRow } from '../../geometry/rounding.js';
import type { Space } from '../../space.js';

/** An input and the points around it as a model takes them: rounded to its precision, or to whole numbers. */
export interface ModelInput {
  readonly input: Row;
  /** The geometry that attacks see. */
  readonly space: Space;
  /** The same, with the distances of points as the model takes them. */
  readonly measured: Space;
  /** The point that the model takes for x, a new row or `to`. */
  rounded(x: Row, budget: number, to?: Row): Row;
  /** The same, kept within the bounds. */
  clamped(x: Row, budget: number): Row;
}

/** What a model makes of an input of the data, and of points around it. */
export function modelInputOf({ bounds: given, levels, precision }: Classifier, raw: Row, norm: Norm): ModelInput {
  const bounds = roundBounds(given, precision);
  const grid = levels && createGrid(levels, norm, bounds, precision);
  const input = grid?.nearest(raw) ?? clampRow(roundRow(raw, precision), bounds);
  const space = createSpace(input, norm, given, precision);
  const rounded: ModelInput['rounded'] = (x, budget, to) =>
    grid?.within(x, input, budget, to) ?? roundRow(x, precision, to);
  return {
    input,
    space,
    measured: grid ? { ...space, distance: (x) => grid.distance(x, input) } : space,
    rounded,
    clamped: (x, budget) => clampRow(rounded(x, budget), bounds),
  };
}
