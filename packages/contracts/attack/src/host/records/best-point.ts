import type { Row } from '@fragility/numerics';
import type { Space } from '../../space.js';
import type { Refusal } from './reasons.js';

const outside = (what: string): Refusal => ({ reason: `fooled only outside the ${what}`, code: 'attack/outside' });

/** The best point of one example so far: fooled, inside the bounds, within the budget, smallest distance. */
export interface Best {
  readonly x: Row;
  readonly distance: number;
  /** The model's logits there. */
  readonly logits: Row;
  /** Who found it, where an ensemble says. */
  readonly by?: string | undefined;
}

/** Keeps the best of the fooled points offered to it, rounded as the model saw them, and remembers why others were refused. */
export function createBestPoint(space: Space) {
  let best: Best | null = null;
  let shown: { readonly x: Row; readonly distance: number } | null = null;
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
    /** The same for the attack: a point of its own, without what the model says of it. */
    shown: (): { readonly x: Row; readonly distance: number } | null =>
      (shown ??= best && { x: best.x.slice(), distance: best.distance }),
    reset(): void {
      best = null;
      shown = null;
      refused = undefined;
    },
    /** Offers a fooled point; returns whether it is the best so far. */
    offer(x: Row, logits: Row, budget: number, by?: string): boolean {
      const distance = space.distance(x);
      if (best && distance >= best.distance) return false;
      if (!inside(x)) refused = outside('bounds');
      else if (!Number.isFinite(distance)) refused ??= outside('finite numbers');
      else if (!(distance <= budget)) refused ??= outside('budget');
      else {
        best = { x, distance, logits: logits.slice(), by };
        shown = null;
        return true;
      }
      return false;
    },
  };
}

export type BestPoint = ReturnType<typeof createBestPoint>;
