import { heap } from './heap.js';

/** An open box. */
export interface OpenBox {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** How much of the doubt comes from each input. */
  readonly doubts: Float64Array;
  /** What bounds prove of it, below 0. */
  readonly margin: number;
  /** The point of it that was tried and came nearest to being unsafe, and how near. */
  readonly nearest: Float64Array;
  readonly violation: number;
  /** Share of its case. */
  readonly share: number;
}

/** The boxes that are still open. */
export interface Frontier {
  push(box: OpenBox): void;
  /** Takes a box, none where all are done. */
  pop(): OpenBox | undefined;
  /** The boxes that come nearest to being unsafe, up to `most` of them, left in. */
  nearest(most: number): OpenBox[];
  readonly size: number;
}

/** Boxes beyond which the last are taken first, so that there are not many more. */
const MOST = 100_000;

/**
 * Open boxes, taken by turns in two orders: those with the nearest point find counterexamples, those with the lowest bound find where they may be.
 *
 * @example frontier().pop(); // undefined
 */
export function frontier(): Frontier {
  const orders = [heap<OpenBox>(({ violation }) => violation), heap<OpenBox>(({ margin }) => margin)] as const;
  const last: OpenBox[] = [];
  /** Boxes that were taken out of one order and are still in the other. */
  const gone = new Set<OpenBox>();
  let turn = 0;
  let size = 0;

  const take = (): OpenBox => {
    const order = orders[turn++ % 2]!;
    for (;;) {
      const box = order.pop();
      if (gone.delete(box)) continue;
      gone.add(box);
      if (gone.size > size + 1000) {
        for (const each of orders) each.keep((item) => !gone.has(item));
        gone.clear();
      }
      return box;
    }
  };

  return {
    push: (box) => {
      size++;
      if (size > MOST) last.push(box);
      else for (const each of orders) each.push(box);
    },
    pop: () => {
      if (size === 0) return undefined;
      size--;
      return last.pop() ?? take();
    },
    nearest: (most) =>
      orders[0].items
        .filter((box) => !gone.has(box))
        .sort((a, b) => a.violation - b.violation)
        .slice(0, most),
    get size() {
      return size;
    },
  };
}
