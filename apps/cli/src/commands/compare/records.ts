import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMeasured } from '@fragility/analysis';
import type { Outcome } from '@fragility/attack';
import { parse } from 'csv-parse';

/** What was found on one example. */
export interface Found {
  /** Correctly classified before any attack. */
  readonly clean: boolean;
  readonly robust: boolean;
  /** Smallest perturbation; Infinity where there is none. */
  readonly distance: number;
}

/** What one attack found on one model at one budget. */
export interface Part {
  readonly model: string;
  readonly attack: string;
  readonly norm: string;
  /** null without limit. */
  readonly budget: number | null;
  /** Swept values in words; empty where nothing is swept. */
  readonly swept: string;
  /** By seed and id of the example. */
  readonly found: ReadonlyMap<string, Found>;
}

type Row = Readonly<Record<string, string>>;

/** Columns between the seed and the attack are swept values. */
const sweptOf = (row: Row): string => {
  const columns = Object.keys(row);
  return columns
    .slice(columns.indexOf('seed') + 1, columns.indexOf('attack'))
    .map((name) => `${name} ${row[name]}`)
    .join(', ');
};

const foundIn = ({ success, skipped, distance }: Row): Found => ({
  clean: skipped !== 'true',
  robust: success !== 'true',
  distance: success === 'true' && distance !== '' ? Number(distance) : Infinity,
});

/** What all attacks of a results folder found, by what they are of; nothing where it has no table of records. Targeted attacks are left out. */
export async function partsOf(folder: string): Promise<Map<string, Part>> {
  const file = join(folder, 'tables/attacks.csv');
  const parts = new Map<string, Part & { readonly found: Map<string, Found> }>();
  if (!(await stat(file).catch(() => undefined))) return parts;
  for await (const row of createReadStream(file).pipe(parse({ columns: true })) as AsyncIterable<Row>) {
    const { model = '', attack = '', norm = '', budget = '', seed, id, outcome, code = '', target } = row;
    if (target !== '' || !isMeasured({ outcome: outcome as Outcome, code })) continue;
    const swept = sweptOf(row);
    const key = JSON.stringify([model, swept, attack, norm, budget]);
    let part = parts.get(key);
    if (!part) {
      part = { model, attack, norm, budget: budget === '' ? null : Number(budget), swept, found: new Map() };
      parts.set(key, part);
    }
    part.found.set(`${seed} ${id}`, foundIn(row));
  }
  return parts;
}
