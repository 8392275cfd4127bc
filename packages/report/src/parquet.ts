import type { Cell, Column } from '@fragility/analysis';
import type { BasicType } from 'hyparquet-writer';

/** A column of a table, and what its cells hold. */
export interface TypedColumn {
  readonly name: string;
  readonly type: Column['type'];
}

const TYPES: Readonly<Record<Column['type'], BasicType>> = {
  number: 'DOUBLE',
  integer: 'INT64',
  boolean: 'BOOLEAN',
  string: 'STRING',
  picture: 'STRING',
};

type Value = number | bigint | boolean | string | null;

/** A cell as a column of a type holds it; null for what the type has no value for. */
function valueOf(cell: Cell | undefined, type: Column['type']): Value {
  if (cell === undefined || cell === null) return null;
  if (typeof cell === 'object') return cell.picture;
  if (type === 'integer') return Number.isSafeInteger(cell) ? BigInt(cell as number) : null;
  if (type === 'number') return Number.isFinite(cell) ? (cell as number) : null;
  return type === 'boolean' ? (typeof cell === 'boolean' ? cell : null) : String(cell);
}

/** Rows of a group: what is in memory at a time. */
const ROWS = 2 ** 14;

/**
 * Rows as a Parquet file, each given as its cells in the order of the columns, in pieces: numbers as DOUBLE, whole ones as INT64, texts and paths of pictures as STRING; what is not finite or not there is null.
 *
 * @example await writeAtomically('a.parquet', parquetOf([[0.1]], [{ name: 'a', type: 'number' }]));
 */
export async function* parquetOf(
  rows: Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>,
  columns: readonly TypedColumn[],
  size = ROWS,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import('hyparquet-writer');
  const writer = new ByteWriter();
  const described = columns.map(({ name, type }) => ({ name, type: TYPES[type], nullable: true, data: [] as Value[] }));
  const file = new ParquetWriter({
    writer,
    schema: schemaFromColumnData({ columnData: described }),
    createdBy: 'fragility',
  });
  const taken = (): Uint8Array => {
    const piece = new Uint8Array(writer.buffer.slice(0, writer.index));
    writer.index = 0;
    return piece;
  };
  const write = (): void => {
    void file.write({ columnData: described, rowGroupSize: described[0]?.data.length ?? 0 });
    for (const column of described) column.data = [];
  };

  let count = 0;
  for await (const row of rows) {
    columns.forEach(({ type }, k) => described[k]!.data.push(valueOf(row[k], type)));
    if (++count % size > 0) continue;
    write();
    yield taken();
  }
  if (count % size > 0) write();
  void file.finish();
  yield taken();
}
