import type { Examples } from '@fragility/dataset';
import { distance, integer, row, sample, type Random, type Row } from '@fragility/numerics';

/** An ordered pair of evaluated examples of different classes: attack `i` towards the class of `j`. */
export interface Pair {
  readonly i: number;
  readonly j: number;
}

/** At most `most` different ordered pairs of different classes, in random order: the first is uniform over all pairs. */
export function randomPairs(labels: Int32Array, most: number, random: Random): Pair[] {
  const n = labels.length;
  const differs = ({ i, j }: Pair): boolean => labels[i] !== labels[j];
  const pair = (flat: number): Pair => {
    const i = Math.floor(flat / (n - 1));
    const j = flat % (n - 1);
    return { i, j: j < i ? j : j + 1 };
  };
  if (n < 2) return [];
  const all = n * (n - 1);
  if (all <= 4 * most) return sample(random, all, all).map(pair).filter(differs).slice(0, most);
  const chosen = new Map<number, Pair>();
  for (let tries = 0; chosen.size < most && tries < 20 * most; tries++) {
    const flat = integer(random, all);
    if (differs(pair(flat))) chosen.set(flat, pair(flat));
  }
  return [...chosen.values()];
}

/** Every example (at most `most`) with its nearest example of another class. */
export function nearestPairs({ inputs, labels }: Pick<Examples, 'inputs' | 'labels'>, most: number): Pair[] {
  const points: Row[] = Array.from(labels, (_, i) => row(inputs, i));
  return points.slice(0, most).flatMap((x, i) => {
    let nearest = -1;
    let least = Infinity;
    points.forEach((y, j) => {
      const far = labels[i] === labels[j] ? Infinity : distance(x, y, 'l2');
      if (far < least) [nearest, least] = [j, far];
    });
    return nearest < 0 ? [] : [{ i, j: nearest }];
  });
}
