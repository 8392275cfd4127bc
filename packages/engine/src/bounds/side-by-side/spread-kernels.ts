import { advance, f64x2, i32, kernel, loopWhile, set, several, v128 } from '@fragility/numerics/web-assembly';
import type { Local, Memory } from '@fragility/numerics/web-assembly';
import { BYTES, QUAD } from './layout.js';

const { add, mul, constant } = f64x2;

/** (to, end, starts, values, columns, pairs, mask): to_r += Σ_e (value_e, |value_e|) · pair of the column, entries of each row by twos. */
export const spreadSparse = (memory: Memory) =>
  kernel(
    memory,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    ([to, end, starts, values, columns, pairs, mask], locals) => {
      const [sign, even, odd] = locals('v128', 'v128', 'v128');
      const [entry, stop, column] = locals('i32', 'i32', 'i32');
      const perPlace = i32.constant(BYTES.number / BYTES.place);
      const pair = (k: number) => i32.mul(i32.load(column, k * BYTES.place), i32.constant(BYTES.pair / BYTES.place));
      const term = (sum: Local<'v128'>, k: number) => {
        const weight = v128.where(sign, v128.load64Splat(entry, k * BYTES.number));
        return set(sum, add(sum, mul(weight, v128.load(i32.add(pairs, pair(k))))));
      };
      return [
        set(sign, v128.load(mask)),
        loopWhile(to, end, [
          set(even, v128.load(to)),
          set(odd, constant(0)),
          set(column, i32.load(starts)),
          set(entry, i32.add(values, i32.mul(column, perPlace))),
          set(stop, i32.add(values, i32.mul(i32.load(starts, BYTES.place), perPlace))),
          set(column, i32.add(columns, column)),
          loopWhile(entry, stop, [
            term(even, 0),
            term(odd, 1),
            advance(column, 2 * BYTES.place),
            advance(entry, 2 * BYTES.number),
          ]),
          v128.store(to, add(even, odd)),
          advance(starts, BYTES.place),
          advance(to, BYTES.pair),
        ]),
      ];
    },
  );

/** (to, end, w, bytes of a row, pairs, their end, mask): to_r += Σ_k (w_rk, |w_rk|) · pair_k, four rows at a time. */
export const spreadDense = (memory: Memory) =>
  kernel(
    memory,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    ([to, end, w, bytes, pairs, last, mask], locals) => {
      const [sign, own, at, first] = locals('v128', 'v128', 'i32', 'i32');
      const sums = locals(...several(QUAD, 'v128'));
      const rows = locals(...several(QUAD, 'i32'));
      return [
        set(sign, v128.load(mask)),
        set(first, w),
        loopWhile(to, end, [
          set(at, pairs),
          sums.map((sum, r) => set(sum, v128.load(to, r * BYTES.pair))),
          rows.map((row, r) => set(row, r === 0 ? first : i32.add(rows[r - 1]!, bytes))),
          loopWhile(at, last, [
            set(own, v128.load(at)),
            sums.map((sum, r) => [
              set(sum, add(sum, mul(v128.where(sign, v128.load64Splat(rows[r]!)), own))),
              advance(rows[r]!, BYTES.number),
            ]),
            advance(at, BYTES.pair),
          ]),
          sums.map((sum, r) => v128.store(to, sum, r * BYTES.pair)),
          set(first, rows.at(-1)!),
          advance(to, QUAD * BYTES.pair),
        ]),
      ];
    },
  );
