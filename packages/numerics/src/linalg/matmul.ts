import { FragilityError } from '../error.js';
import { zeros, type Matrix } from './matrix.js';
import { addProduct, view } from './product.js';

/**
 * A B.
 *
 * @throws FragilityError `numerics/shape`.
 * @example matmul(matrix(1, 2, Float64Array.of(1, 2)), matrix(2, 1, Float64Array.of(3, 4))).data; // [11]
 */
export function matmul(a: Matrix, b: Matrix): Matrix {
  if (a.columns !== b.rows) {
    throw new FragilityError(
      {
        given: `a ${a.rows} × ${a.columns} and a ${b.rows} × ${b.columns} matrix cannot be multiplied`,
        remedy: 'match the inner sizes',
      },
      { where: 'numerics/matmul', code: 'numerics/shape', kind: 'failure' },
    );
  }
  const product = zeros(a.rows, b.columns);
  addProduct(view(product), view(a), view(b));
  return product;
}
