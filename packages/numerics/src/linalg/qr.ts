import { FragilityError } from '../error.js';
import { zeros, type Matrix } from './matrix.js';
import { applyBlock, BLOCK, factorPanel, type ReflectorBlock } from './reflectors.js';

/** A = Q R with Q orthogonal `[m, m]` (never formed) and R upper triangular. */
export interface QR {
  readonly rows: number;
  readonly columns: number;
  /** R, `[min(m, n), n]`. */
  readonly r: Matrix;
  /** Q B, for B `[m, k]`. */
  applyQ(b: Matrix): Matrix;
  /** Qᵀ B, for B `[m, k]`. */
  applyQTransposed(b: Matrix): Matrix;
  /** The first min(m, n) columns of Q. */
  thinQ(): Matrix;
}

/**
 * QR decomposition by Householder reflections, in blocks (compact WY), in O(2mn² − 2n³/3).
 *
 * Source: Schreiber & Van Loan, SIAM J. Sci. Stat. Comput. 1989.
 * @throws FragilityError `numerics/finite` for NaN or infinite entries.
 * @example qr(matrix(2, 1, Float64Array.of(3, 4))).r.data; // [-5]
 */
export function qr(a: Matrix): QR {
  const { rows, columns } = a;
  const bad = a.data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new FragilityError(
      {
        given: `entry (${Math.floor(bad / columns)}, ${bad % columns}) is ${a.data[bad]}`,
        expected: 'finite numbers',
        remedy: 'clean the matrix',
      },
      { where: 'numerics/qr', code: 'numerics/finite', kind: 'failure' },
    );
  }
  const work = { ...a, data: a.data.slice() };
  const rank = Math.min(rows, columns);
  const blocks: ReflectorBlock[] = [];
  for (let first = 0; first < rank; first += BLOCK) {
    const size = Math.min(BLOCK, rank - first);
    const block = factorPanel(work, first, size);
    applyBlock(block, work, first + size, true);
    blocks.push(block);
  }
  const apply = (b: Matrix, transposed: boolean): Matrix => {
    if (b.rows !== rows) {
      throw new FragilityError(
        { given: `a matrix of ${b.rows} rows was given, Q has ${rows}`, remedy: 'pass as many rows' },
        { where: 'numerics/qr', code: 'numerics/shape', kind: 'failure' },
      );
    }
    const result = { ...b, data: b.data.slice() };
    for (const block of transposed ? blocks : blocks.toReversed()) applyBlock(block, result, 0, transposed);
    return result;
  };
  return {
    rows,
    columns,
    r: { data: work.data.slice(0, rank * columns), rows: rank, columns },
    applyQ: (b) => apply(b, false),
    applyQTransposed: (b) => apply(b, true),
    thinQ: () => {
      const unit = zeros(rows, rank);
      for (let k = 0; k < rank; k++) unit.data[k * rank + k] = 1;
      return apply(unit, false);
    },
  };
}
