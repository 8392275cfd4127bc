import type { SweptRow } from '@fragility/analysis';

/** A row of compression-law in a finished sweep. */
export interface LawRow extends SweptRow {
  readonly dimension: number;
  readonly classes: number;
  readonly against: string;
  readonly compression: number;
  readonly relative_robustness: number;
  readonly distance: number;
  readonly optimal_distance: number;
  readonly residual: number;
}

/** Items by key, in order of first appearance. */
export const groupBy = <T>(list: readonly T[], key: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
};

/** The first random pair of every trial: independent draws, one per set of points. */
export function independentDraws(rows: readonly LawRow[]): LawRow[] {
  const seen = new Set<string>();
  return rows.filter(({ trial, against }) => against === 'random' && !seen.has(trial) && Boolean(seen.add(trial)));
}
