/** Items by a key, the smallest first. */
export interface Heap<T> {
  push(item: T): void;
  /** Takes the first; only of a heap that is not empty. */
  pop(): T;
  /** In no order. */
  readonly items: readonly T[];
  /** Keeps these items alone. */
  keep(wanted: (item: T) => boolean): void;
}

/**
 * A binary heap.
 *
 * @example
 * const numbers = heap((x: number) => x);
 * [3, 1, 2].forEach(numbers.push);
 * numbers.pop(); // 1
 */
export function heap<T>(key: (item: T) => number): Heap<T> {
  let items: T[] = [];
  const before = (i: number, j: number): boolean => key(items[i]!) < key(items[j]!);
  const swap = (i: number, j: number): void => {
    [items[i], items[j]] = [items[j]!, items[i]!];
  };
  return {
    get items() {
      return items;
    },
    push: (item) => {
      items.push(item);
      for (let k = items.length - 1; k > 0;) {
        const parent = (k - 1) >> 1;
        if (!before(k, parent)) return;
        swap(k, parent);
        k = parent;
      }
    },
    pop: () => {
      swap(0, items.length - 1);
      const first = items.pop()!;
      for (let k = 0; ;) {
        let least = k;
        for (const child of [2 * k + 1, 2 * k + 2]) if (child < items.length && before(child, least)) least = child;
        if (least === k) return first;
        swap(k, least);
        k = least;
      }
    },
    keep: (wanted) => {
      items = items.filter(wanted).sort((a, b) => key(a) - key(b));
    },
  };
}
