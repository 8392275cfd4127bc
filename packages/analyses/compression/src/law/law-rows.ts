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
  /** Number of the draw in its trial, where a trial has several. */
  readonly draw?: number;
}

/** What names a draw of points: trials of one seed and dimension have the same, whatever else is swept. */
export const drawOf = ({ seed, dimension, draw }: LawRow): string => `${seed}/${dimension}/${draw ?? ''}`;

/** The first random pair of every draw of points under every model: independent of those of other draws. */
export function independentDraws(rows: readonly LawRow[]): LawRow[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const key = `${row.model}/${drawOf(row)}`;
    return row.against === 'random' && !seen.has(key) && Boolean(seen.add(key));
  });
}
