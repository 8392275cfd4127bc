import type { Levels } from '@fragility/model';
import { distance, normOf, type Bounds, type Norm, type Row } from '@fragility/numerics';
import { roundRow, type Precision } from './rounding.js';

const { abs, ceil, floor, max, min, round, sign } = Math;

/** Shares of the way to the next level from which on a coordinate goes there: the nearest level first, at last none farther from the input. */
const SHARES = Array.from({ length: 9 }, (_, j) => 1 / 2 + j / 16);
/** Relative rounding error of a place between levels. */
const SLACK = 1e-6;

/** The points that a model of whole numbers can be given. */
export interface Grid {
  /** Nearest point of the grid, within the bounds. */
  nearest(x: Row): Row;
  /**
   * The point of the grid that stands for x, into `to`: the nearest, or one nearer to the input where x is within the budget and the nearest is not.
   */
  within(x: Row, input: Row, budget: number, to?: Row): Row;
  /** ‖x − input‖ of two points of the grid, from the whole numbers of levels between them, so that eight levels of 1/255 are 8/255. */
  distance(x: Row, input: Row): number;
}

/** The grid of a model's levels, in its precision. */
export function createGrid(levels: Levels, norm: Norm, bounds: Bounds, precision: Precision): Grid {
  const { lower, count } = levels;
  const span = levels.upper - lower;
  const unit = span / count;
  const place = (value: number): number => (value - lower) / unit;
  const [least, most] = bounds
    ? [ceil(place(bounds[0]) - SLACK), floor(place(bounds[1]) + SLACK)]
    : [-Infinity, Infinity];
  const inside = (k: number): number => min(most, max(least, k));
  const points = (numbers: Row, to?: Row): Row =>
    roundRow(
      numbers.map((k) => lower + (k * span) / count),
      precision,
      to,
    );
  const length = (steps: Row): number => (norm === 'l0' ? normOf(steps, norm) : (normOf(steps, norm) * span) / count);
  /** Most levels that one coordinate may move by. */
  const reach = (budget: number): number => {
    const nearest = round(budget / unit);
    return (nearest * span) / count <= budget ? nearest : nearest - 1;
  };

  return {
    nearest: (x) => points(x.map((value) => inside(round(place(value))))),
    within: (x, input, budget, to) => {
      const home = input.map((value) => round(place(value)));
      const moves = x.map((value, i) => place(value) - home[i]!);
      const isWithin = budget < Infinity && norm !== 'l0' && distance(x, input, norm) <= budget * (1 + SLACK);
      const limit = isWithin ? reach(budget) : Infinity;
      const steps = new Float64Array(x.length);
      for (const share of isWithin ? SHARES : [1 / 2]) {
        for (let i = 0; i < x.length; i++) {
          const away = min(limit, floor(abs(moves[i]!) + 1 - share));
          steps[i] = inside(home[i]! + sign(moves[i]!) * away) - home[i]!;
        }
        if (!isWithin || length(steps) <= budget) break;
      }
      return points(
        steps.map((step, i) => home[i]! + step),
        to,
      );
    },
    distance: (x, input) => length(x.map((value, i) => round(place(value)) - round(place(input[i]!)))),
  };
}
