import {
  advance,
  get,
  integer,
  kernel,
  lanes,
  load,
  loadInteger,
  loadTwice,
  loopWhile,
  product,
  set,
  store,
  sum,
  where,
  type Code,
  type Memory,
} from '@fragility/numerics/web-assembly';
import { BYTES, QUAD } from './layout.js';

const { add, mul, constant } = lanes.float64;
const [TO, END] = [0, 1] as const;

/** (to, end, starts, values, columns, pairs, mask): to_r += Σ_e (value_e, |value_e|) · pair of the column, entries of each row by twos. */
export function spreadSparse(memory: Memory): (...addresses: number[]) => void {
  const [STARTS, VALUES, COLUMNS, PAIRS, MASK] = [2, 3, 4, 5, 6] as const;
  const [SIGN, EVEN, ODD] = [7, 8, 9] as const;
  const [ENTRY, STOP, COLUMN] = [10, 11, 12] as const;
  const term = (to: number, k: number): Code =>
    set(
      to,
      add(
        get(to),
        mul(
          where(get(SIGN), loadTwice(get(ENTRY), k * BYTES.number)),
          load(sum(get(PAIRS), product(loadInteger(get(COLUMN), k * BYTES.place), integer(BYTES.pair / BYTES.place)))),
        ),
      ),
    );
  const body = [
    ...set(SIGN, load(get(MASK))),
    ...loopWhile(TO, END, [
      ...set(EVEN, load(get(TO))),
      ...set(ODD, constant(0)),
      ...set(COLUMN, loadInteger(get(STARTS))),
      ...set(ENTRY, sum(get(VALUES), product(get(COLUMN), integer(BYTES.number / BYTES.place)))),
      ...set(
        STOP,
        sum(get(VALUES), product(loadInteger(get(STARTS), BYTES.place), integer(BYTES.number / BYTES.place))),
      ),
      ...set(COLUMN, sum(get(COLUMNS), get(COLUMN))),
      ...loopWhile(ENTRY, STOP, [
        ...term(EVEN, 0),
        ...term(ODD, 1),
        ...advance(COLUMN, 2 * BYTES.place),
        ...advance(ENTRY, 2 * BYTES.number),
      ]),
      ...store(get(TO), add(get(EVEN), get(ODD))),
      ...advance(STARTS, BYTES.place),
      ...advance(TO, BYTES.pair),
    ]),
  ];
  return kernel(
    { parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'], vectors: 3, integers: 3, body },
    memory,
  );
}

/** (to, end, w, bytes of a row, pairs, their end, mask): to_r += Σ_k (w_rk, |w_rk|) · pair_k, four rows at a time. */
export function spreadDense(memory: Memory): (...addresses: number[]) => void {
  const [W, ROW, PAIRS, LAST, MASK] = [2, 3, 4, 5, 6] as const;
  const [SIGN, OWN, SUMS] = [7, 8, 9] as const;
  const [AT, FIRST] = [SUMS + QUAD, SUMS + QUAD + 1] as const;
  const each = Array.from({ length: QUAD }, (_, k) => k);
  const rows = FIRST + 1;
  const body = [
    ...set(SIGN, load(get(MASK))),
    ...set(FIRST, get(W)),
    ...loopWhile(TO, END, [
      ...set(AT, get(PAIRS)),
      ...each.flatMap((r) => set(SUMS + r, load(get(TO), r * BYTES.pair))),
      ...each.flatMap((r) => set(rows + r, r === 0 ? get(FIRST) : sum(get(rows + r - 1), get(ROW)))),
      ...loopWhile(AT, LAST, [
        ...set(OWN, load(get(AT))),
        ...each.flatMap((r) => [
          ...set(SUMS + r, add(get(SUMS + r), mul(where(get(SIGN), loadTwice(get(rows + r))), get(OWN)))),
          ...advance(rows + r, BYTES.number),
        ]),
        ...advance(AT, BYTES.pair),
      ]),
      ...each.flatMap((r) => store(get(TO), get(SUMS + r), r * BYTES.pair)),
      ...set(FIRST, get(rows + QUAD - 1)),
      ...advance(TO, QUAD * BYTES.pair),
    ]),
  ];
  return kernel(
    {
      parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
      vectors: 2 + QUAD,
      integers: 2 + QUAD,
      body,
    },
    memory,
  );
}
