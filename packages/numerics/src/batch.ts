import { FragilityError } from './error.js';

/** One example: a float64 view of one row of a batch, flattened row-major. */
export type Row = Float64Array;

/** n examples of one shape: `data` is row-major, `shape` is `[n, ...dims]`. */
export interface Batch {
  readonly data: Float64Array;
  readonly shape: readonly number[];
}

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/**
 * Number of examples of a batch: `shape[0]`.
 *
 * @example count({ data: new Float64Array(6), shape: [2, 3] }); // 2
 */
export const count = (batch: Batch): number => batch.shape[0] ?? 0;

/**
 * Values per example: the product of `shape[1…]`.
 *
 * @example width({ data: new Float64Array(12), shape: [2, 3, 2] }); // 6
 */
export const width = (batch: Batch): number => product(batch.shape.slice(1));

/**
 * Checks that data and shape agree.
 *
 * @throws FragilityError `numerics/shape` when `data.length` is not the product of `shape`.
 * @example batch(new Float64Array(6), [2, 3]).shape; // [2, 3]
 */
export function batch(data: Float64Array, shape: readonly number[]): Batch {
  if (shape.length < 1 || data.length !== product(shape)) {
    throw new FragilityError(
      {
        given: `data has ${data.length} values, shape [${shape.join(', ')}] needs ${product(shape)}`,
        remedy: 'pass data of that length',
      },
      { where: 'numerics/batch', code: 'numerics/shape', kind: 'failure' },
    );
  }
  return { data, shape };
}

/**
 * View (not a copy) of example `i`.
 *
 * @example row({ data: Float64Array.of(1, 2, 3, 4), shape: [2, 2] }, 1); // [3, 4]
 */
export function row(of: Batch, i: number): Row {
  const size = of.data.length / count(of);
  return of.data.subarray(i * size, (i + 1) * size);
}

/**
 * Views of all examples.
 *
 * @example rows({ data: Float64Array.of(1, 2, 3, 4), shape: [2, 2] }); // [[1, 2], [3, 4]]
 */
export const rows = (of: Batch): Row[] => Array.from({ length: count(of) }, (_, i) => row(of, i));

/**
 * Copies rows of one length into a batch of `[rows.length, ...dims]`.
 *
 * @throws FragilityError `numerics/shape` for rows of different lengths.
 * @example stack([Float64Array.of(1, 2), Float64Array.of(3, 4)]).shape; // [2, 2]
 */
export function stack(list: readonly Row[], dims?: readonly number[]): Batch {
  const size = dims ? product(dims) : (list[0]?.length ?? 0);
  const data = new Float64Array(list.length * size);
  list.forEach((values, i) => {
    if (values.length !== size) {
      throw new FragilityError(
        { given: `row ${i} has ${values.length} values`, expected: `${size}`, remedy: 'stack rows of one length' },
        { where: 'numerics/stack', code: 'numerics/shape', kind: 'failure' },
      );
    }
    data.set(values, i * size);
  });
  return { data, shape: [list.length, ...(dims ?? [size])] };
}

/**
 * Copy of the examples at `indices`, in that order.
 *
 * @example take({ data: Float64Array.of(1, 2, 3, 4), shape: [2, 2] }, [1, 1]).data; // [3, 4, 3, 4]
 */
export function take(of: Batch, indices: ArrayLike<number>): Batch {
  const size = width(of);
  const data = new Float64Array(indices.length * size);
  for (let k = 0; k < indices.length; k++) data.set(row(of, indices[k]!), k * size);
  return { data, shape: [indices.length, ...of.shape.slice(1)] };
}
