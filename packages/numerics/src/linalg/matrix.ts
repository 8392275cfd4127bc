import { FragilityError } from '../error.js';

/** A dense matrix of float64 numbers, row-major: entry (i, j) is `data[i * columns + j]`. */
export interface Matrix {
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Checks that data and sizes agree.
 *
 * @throws FragilityError `numerics/shape`.
 * @example matrix(2, 2, Float64Array.of(1, 2, 3, 4));
 */
export function matrix(rows: number, columns: number, data: Float64Array): Matrix {
  if (data.length !== rows * columns) {
    throw new FragilityError(
      {
        given: `data has ${data.length} values, a ${rows} × ${columns} matrix needs ${rows * columns}`,
        remedy: 'pass data of that length',
      },
      { where: 'numerics/matrix', code: 'numerics/shape', kind: 'failure' },
    );
  }
  return { data, rows, columns };
}

/** A matrix of zeros. */
export const zeros = (rows: number, columns: number): Matrix => ({
  data: new Float64Array(rows * columns),
  rows,
  columns,
});

/**
 * The n × n identity.
 *
 * @example identity(2).data; // [1, 0, 0, 1]
 */
export const identity = (n: number): Matrix => ({
  data: Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0)),
  rows: n,
  columns: n,
});

/**
 * The transpose Aᵀ (a copy).
 *
 * @example transpose(matrix(1, 2, Float64Array.of(1, 2))).rows; // 2
 */
export function transpose({ data, rows, columns }: Matrix): Matrix {
  const result = new Float64Array(data.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[j * rows + i] = data[i * columns + j]!;
  return { data: result, rows: columns, columns: rows };
}
