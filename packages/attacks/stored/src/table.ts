import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import type { Fail } from '@fragility/dataset/files';

/** Rows of the points of each example, by its id. */
export type RowsById = ReadonlyMap<string, readonly number[]>;

/**
 * Reads which example every point is of: column `id` of a CSV file, a line for each point in their order.
 *
 * @throws FragilityError `…/ids` for a file that cannot be read, has no such column, or another number of lines than there are points.
 */
export async function readIds(path: string, points: number, fail: Fail): Promise<RowsById> {
  const refuse = (given: string, expected: string, cause?: unknown): never =>
    fail(
      { file: path, given: `${path} ${given}`, expected, remedy: 'give the table that belongs to the points' },
      'ids',
      cause,
    );
  const rows = new Map<string, number[]>();
  let count = 0;
  try {
    const lines = parse({ columns: true, bom: true });
    createReadStream(path)
      .on('error', (error) => lines.destroy(error))
      .pipe(lines);
    for await (const line of lines as AsyncIterable<Record<string, string>>) {
      if (!Object.hasOwn(line, 'id')) refuse('has no column id', 'the id of an example on every line');
      const id = line['id']!;
      rows.set(id, [...(rows.get(id) ?? []), count++]);
    }
  } catch (cause) {
    if ((cause as { kind?: string }).kind === 'input') throw cause;
    refuse(`cannot be read (${(cause as Error).message})`, 'a CSV file', cause);
  }
  if (count !== points) refuse(`has ${count} lines`, `${points}, one for each point`);
  return rows;
}
