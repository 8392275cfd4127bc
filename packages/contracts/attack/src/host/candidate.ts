import type { Row } from '@fragility/numerics';
import { roundRow, type Precision } from '../geometry/rounding.js';
import type { Space } from '../space.js';

/** The best point of one example so far: fooled, inside the bounds, within the budget, smallest distance. */
export interface Best {
  readonly x: Row;
  readonly distance: number;
}

/** Keeps the best of the fooled points offered to it, as the model saw them, and remembers why others were refused. */
export function createKeeper(space: Space, precision: Precision) {
  let best: Best | null = null;
  let refused: string | undefined;

  const inside = (x: Row): boolean => {
    if (!space.bounds) return true;
    const [lower, upper] = space.bounds;
    return x.every((value) => value >= lower && value <= upper);
  };

  return {
    best: (): Best | null => best,
    refused: (): string | undefined => refused,
    reset(): void {
      best = null;
      refused = undefined;
    },
    /** Offers a fooled point; answers whether it counts. */
    offer(point: Row, budget: number): boolean {
      const x = roundRow(point, precision);
      const distance = space.distance(x);
      if (!inside(x)) refused = 'fooled only outside the bounds';
      else if (!(distance <= budget)) refused ??= 'fooled only outside the budget';
      else {
        if (!best || distance < best.distance) best = { x, distance };
        return true;
      }
      return false;
    },
  };
}
