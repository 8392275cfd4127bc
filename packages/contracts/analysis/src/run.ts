import { FragilityError } from '@fragility/numerics';
import { parseParams } from '@fragility/plugin';
import type { AnyAnalysis, Column, Given, YieldedRow } from './analysis.js';
import { isPicture } from './picture.js';

const fits = (cell: YieldedRow[string] | undefined, { type }: Column): boolean => {
  if (cell === null) return true;
  if (type === 'picture') return isPicture(cell);
  return type === 'integer' ? Number.isInteger(cell) : typeof cell === type;
};

const shown = (cell: YieldedRow[string] | undefined): string => {
  if (typeof cell !== 'object' || cell === null) return String(cell);
  const { width, height, channels, pixels } = cell;
  return `a picture of ${width} × ${height} × ${channels} with ${pixels?.length} pixels`;
};

/**
 * Parses the parameters, runs the analysis and checks that every row has exactly the declared columns.
 *
 * @throws FragilityError `analysis/row` naming the column.
 * @example
 * const given = { dataset, examples, model, random: random(1) } as never;
 * for await (const row of runAnalysis(compressionLaw, { pairs: 3 }, given)) console.log(row['compression']);
 */
export async function* runAnalysis(definition: AnyAnalysis, params: unknown, given: Given): AsyncGenerator<YieldedRow> {
  const where = `analysis/${definition.name}`;
  const columns = Object.entries(definition.columns);
  const known = new Set(Object.keys(definition.columns));
  for await (const row of definition.run(parseParams(where, definition.params, params), given)) {
    given.signal?.throwIfAborted();
    const extra = Object.keys(row ?? {}).find((name) => !known.has(name));
    const wrong = columns.find(([name, column]) => !fits(row?.[name], column));
    if (extra !== undefined || wrong) {
      const [name, column] = wrong ?? [extra!, undefined];
      throw new FragilityError(
        {
          given: `a row has ${shown(row?.[name])} in column '${name}'`,
          expected: `${column?.type ?? 'no such column'}`,
          remedy: 'correct the row or the declared columns',
        },
        { where, code: 'analysis/row', kind: 'failure' },
      );
    }
    yield row;
  }
}
