import type { Row } from '@fragility/numerics';
import type { Space } from '../space.js';

/** The best point of one example so far: fooled, inside the bounds, within the budget, smallest distance. */
export interface Best {
  readonly x: Row;
  readonly distance: number;
  /** Who found it, where an ensemble says. */
  readonly by?: string | undefined;
}

/** Keeps the best of the fooled points offered to it, rounded as the model saw them, and remembers why others were refused. */
export function createKeeper(space: Space) {
  let best: Best | null = null;
  let refused: string | undefined;

  const inside = (x: Row): boolean => {
    if (!space.bounds) return true;
    const [lower, upper] = space.bounds;
    for (let k = 0; k < x.length; k++) if (!(x[k]! >= lower && x[k]! <= upper)) return false;
    return true;
  };

  return {
    best: (): Best | null => best,
    refused: (): string | undefined => refused,
    reset(): void {
      best = null;
      refused = undefined;
    },
    /** Offers a fooled point; answers whether it is the best so far. */
    offer(x: Row, budget: number, by?: string): boolean {
      const distance = space.distance(x);
      if (best && distance >= best.distance) return false;
      if (!inside(x)) refused = 'fooled only outside the bounds';
      else if (!(distance <= budget)) refused ??= 'fooled only outside the budget';
      else {
        best = { x, distance, by };
        return true;
      }
      return false;
    },
  };
}
