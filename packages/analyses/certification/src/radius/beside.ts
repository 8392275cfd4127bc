import type { Measurement, SweptRow } from '@fragility/analysis';
import { median } from '@fragility/numerics';

/** A number of another analysis or attack, looked up by the example of a row. */
export interface Beside {
  /** `ANALYSIS.COLUMN`. */
  readonly column: string;
  of(row: SweptRow): number | undefined;
}

/** `predicted (compression-prediction)`: the number as people read it. */
export function besideName({ column }: Beside): string {
  const [analysis, ...rest] = column.split('.');
  return `${rest.join('.').replaceAll('_', ' ')} (${analysis})`;
}

/** Numbers by trial and example: the median where an example has several. */
export function besideOf(column: string, measured: readonly Measurement[]): Beside {
  const all = new Map<string, number[]>();
  const keyOf = (trial: string, id: unknown): string => JSON.stringify([trial, id]);
  for (const { trial, example, value } of measured) {
    if (example === null) continue;
    const key = keyOf(trial, example);
    all.set(key, [...(all.get(key) ?? []), value]);
  }
  return {
    column,
    of: (row) => {
      const values = all.get(keyOf(row.trial, row['id']));
      return values && median(values);
    },
  };
}
