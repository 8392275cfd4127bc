import { advance, f64x2, i32, kernel, loopWhile, set, several, v128 } from '@fragility/numerics/web-assembly';
import type { Declare, Local, Memory, Value, Vector } from '@fragility/numerics/web-assembly';
import { BYTES, SIDE } from './layout.js';
import { spreadDense, spreadSparse } from './spread-kernels.js';

const { add, mul, greater, lesser, constant } = f64x2;

/** The vectors of one place. */
const sidesOf = (locals: Declare): readonly Local<'v128'>[] => locals(...several(SIDE / 2, 'v128'));

/** Address of what belongs to the place at hand in an array with so many bytes a place; `at` is four times the place. */
const of = (array: Value<'i32'>, at: Value<'i32'>, bytes: number): Value<'i32'> =>
  i32.add(array, bytes === BYTES.place ? at : i32.mul(at, i32.constant(bytes / BYTES.place)));

/** Numbers at a place, each plus a term. */
const added = (place: Value<'i32'>, sides: readonly Vector[], term: (side: Vector, k: number) => Vector) =>
  sides.map((side, k) => v128.store(place, add(v128.load(place, 16 * k), term(side, k)), 16 * k));

const itself = (side: Vector): Vector => side;

/** (list, end, near, far, starts, values, columns): far_c += value_e · near for the entries of the listed rows of a sparse W. */
const pullSparse = (memory: Memory) =>
  kernel(
    memory,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    ([list, last, near, far, starts, values, columns], locals) => {
      const [value] = locals('v128');
      const sides = sidesOf(locals);
      const [at, entry, end, place, column] = locals('i32', 'i32', 'i32', 'i32', 'i32');
      return loopWhile(list, last, [
        set(at, i32.load(list)),
        set(place, of(near, at, BYTES.side)),
        sides.map((side, k) => set(side, v128.load(place, 16 * k))),
        set(place, i32.add(starts, at)),
        set(column, i32.load(place)),
        set(entry, of(values, column, BYTES.number)),
        set(end, of(values, i32.load(place, BYTES.place), BYTES.number)),
        set(column, i32.add(columns, column)),
        loopWhile(entry, end, [
          set(value, v128.load64Splat(entry)),
          set(place, of(far, i32.load(column), BYTES.side)),
          added(place, sides, (side) => mul(value, side)),
          advance(column, BYTES.place),
          advance(entry, BYTES.number),
        ]),
        advance(list, BYTES.place),
      ]);
    },
  );

/** (list, end, near, far, w, twice the columns of w): far_c += w_rc · near for the listed rows r of a dense W. */
const pullDense = (memory: Memory) =>
  kernel(memory, ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], ([list, last, near, far, w, twice], locals) => {
    const [value] = locals('v128');
    const sides = sidesOf(locals);
    const [at, entry, end, place] = locals('i32', 'i32', 'i32', 'i32');
    return loopWhile(list, last, [
      set(at, i32.load(list)),
      set(place, of(near, at, BYTES.side)),
      sides.map((side, k) => set(side, v128.load(place, 16 * k))),
      set(entry, i32.add(w, i32.mul(at, twice))),
      set(end, i32.add(entry, i32.mul(twice, i32.constant(BYTES.place)))),
      set(place, far),
      loopWhile(entry, end, [
        set(value, v128.load64Splat(entry)),
        added(place, sides, (side) => mul(value, side)),
        advance(place, BYTES.side),
        advance(entry, BYTES.number),
      ]),
      advance(list, BYTES.place),
    ]);
  });

/** What belongs to the sign of a number: its part above 0 times one factor, its part below times another. */
const bySign = (value: Vector, above: Vector, below: Vector): Vector =>
  add(mul(greater(value, constant(0)), above), mul(lesser(value, constant(0)), below));

/** (list, end, from, ends, constants): constant += Σ of a · low where a > 0, a · high where a < 0, over the listed places. */
const addEnds = (memory: Memory) =>
  kernel(memory, ['i32', 'i32', 'i32', 'i32', 'i32'], ([list, last, from, ends, constants], locals) => {
    const [low, high, number] = locals('v128', 'v128', 'v128');
    const sums = sidesOf(locals);
    const [at, place] = locals('i32', 'i32');
    return [
      loopWhile(list, last, [
        set(at, i32.load(list)),
        set(place, of(ends, at, BYTES.pair)),
        set(low, v128.load64Splat(place)),
        set(high, v128.load64Splat(place, BYTES.number)),
        set(place, of(from, at, BYTES.side)),
        sums.map((sum, k) => [set(number, v128.load(place, 16 * k)), set(sum, add(sum, bySign(number, low, high)))]),
        advance(list, BYTES.place),
      ]),
      added(constants, sums, itself),
    ];
  });

/** (list, end, from, to, lines, constants): to += a · slope, constant += Σ a · intercept, of the lower line where a > 0 and of the upper where a < 0. */
const throughLines = (memory: Memory) =>
  kernel(memory, ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], ([list, last, from, to, lines, constants], locals) => {
    const [slope, intercept] = locals('v128', 'v128');
    const [upperSlope, upperIntercept] = locals('v128', 'v128');
    const [number] = locals('v128');
    const sums = sidesOf(locals);
    const [at, place, there] = locals('i32', 'i32', 'i32');
    return [
      loopWhile(list, last, [
        set(at, i32.load(list)),
        set(place, of(lines, at, BYTES.lines)),
        [slope, intercept, upperSlope, upperIntercept].map((part, q) =>
          set(part, v128.load64Splat(place, q * BYTES.number)),
        ),
        set(place, of(from, at, BYTES.side)),
        set(there, of(to, at, BYTES.side)),
        sums.map((sum, k) => [
          set(number, v128.load(place, 16 * k)),
          set(sum, add(sum, bySign(number, intercept, upperIntercept))),
          v128.store(there, add(v128.load(there, 16 * k), bySign(number, slope, upperSlope)), 16 * k),
        ]),
        advance(list, BYTES.place),
      ]),
      added(constants, sums, itself),
    ];
  });

/** Kernels over lists of places (from a first address to a last) whose numbers stand side by side; lists hold four times the place and are not empty. */
export type SideKernels = ReturnType<typeof sideKernels>;

export const sideKernels = (memory: Memory) => ({
  pullSparse: pullSparse(memory),
  pullDense: pullDense(memory),
  addEnds: addEnds(memory),
  throughLines: throughLines(memory),
  spreadSparse: spreadSparse(memory),
  spreadDense: spreadDense(memory),
});
