import type { Random, Row } from '@fragility/numerics';

/** A point and how far it is from a goal. */
export interface Found {
  readonly x: Row;
  readonly height: number;
}

/** Points that are kept for each goal. */
const KEPT = 12;

/** The best points by goal. */
export interface Pool {
  add(goal: number, found: readonly Found[]): void;
  /** A random one of a goal's points. */
  pick(goal: number): Row;
  /** A goal: the k-th best with probability about e^{−k}. */
  goal(): number;
  best(): Found | undefined;
}

/** An empty pool of some goals. */
export function pool(goals: number, { uniform }: Random): Pool {
  const kept: Found[][] = Array.from({ length: goals }, () => []);
  const height = (goal: number): number => kept[goal]![0]?.height ?? Infinity;
  return {
    add: (goal, found) => {
      kept[goal] = kept[goal]!.concat(found)
        .sort((a, b) => a.height - b.height)
        .slice(0, KEPT);
    },
    pick: (goal) => kept[goal]![Math.floor(uniform() * kept[goal]!.length)]!.x,
    goal: () => {
      const order = kept.map((_, goal) => goal).sort((a, b) => height(a) - height(b));
      return order[Math.min(goals - 1, Math.floor(-Math.log(uniform())))]!;
    },
    best: () => kept.map(([first]) => first).reduce((a, b) => (b && !(a && a.height <= b.height) ? b : a), undefined),
  };
}
