import type { Row } from '@fragility/numerics';
import type { Space } from '../space.js';

/** Why a point does not count: a sentence, and a stable code. */
export interface Refusal {
  readonly reason: string;
  readonly code: string;
}

const outside = (what: string): Refusal => ({ reason: `fooled only outside the ${what}`, code: 'attack/outside' });

/** The best point of one example so far: fooled, inside the bounds, within the budget, smallest distance. */
export interface Best {
  readonly x: Row;
  readonly distance: number;
  /** What the model answered. */
  readonly logits: Row;
  /** Who found it, where an ensemble says. */
  readonly by?: string | undefined;
}

/** Keeps the best of the fooled points offered to it, rounded as the model saw them, and remembers why others were refused. */
export function createKeeper(space: Space) {
  let best: Best | null = null;
  let refused: Refusal | undefined;

  const inside = (x: Row): boolean => {
    if (!space.bounds) return true;
    const [lower, upper] = space.bounds;
    for (let k = 0; k < x.length; k++) if (!(x[k]! >= lower && x[k]! <= upper)) return false;
    return true;
  };

  return {
    best: (): Best | null => best,
    refused: (): Refusal | undefined => refused,
    reset(): void {
      best = null;
      refused = undefined;
    },
    /** Offers a fooled point; answers whether it is the best so far. */
    offer(x: Row, logits: Row, budget: number, by?: string): boolean {
      const distance = space.distance(x);
      if (best && distance >= best.distance) return false;
      if (!inside(x)) refused = outside('bounds');
      else if (!(distance <= budget)) refused ??= outside('budget');
      else {
        best = { x, distance, logits: logits.slice(), by };
        return true;
      }
      return false;
    },
  };
}
