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
  type Code,
  type Memory,
} from '@fragility/numerics/web-assembly';
import { BYTES, SIDE } from './layout.js';
import { spreadDense, spreadSparse } from './spread-kernels.js';

const VECTORS = SIDE / 2;
const each = Array.from({ length: VECTORS }, (_, k) => k);
const { add, mul, greater, lesser, constant } = lanes.float64;

/** Address of what belongs to the place at hand in an array with so many bytes a place; AT is four times the place. */
const of = (array: Code, at: Code, bytes: number): Code =>
  sum(array, bytes === BYTES.place ? at : product(at, integer(bytes / BYTES.place)));

const [LIST, LIST_END] = [0, 1] as const;

/** Locals for integers, behind the vectors of one place. */
const behind = (first: number): readonly [number, number, number, number, number] => {
  const next = first + VECTORS;
  return [next, next + 1, next + 2, next + 3, next + 4];
};

/** far_c += value_e · near for the entries of the listed rows of a sparse W. */
function pullSparse(memory: Memory): (...values: number[]) => void {
  const [NEAR, FAR, STARTS, VALUES, COLUMNS] = [2, 3, 4, 5, 6] as const;
  const [VALUE, SIDES] = [7, 8] as const;
  const [AT, ENTRY, END, PLACE, COLUMN] = behind(SIDES);
  const body = loopWhile(LIST, LIST_END, [
    ...set(AT, loadInteger(get(LIST))),
    ...set(PLACE, of(get(NEAR), get(AT), BYTES.side)),
    ...each.flatMap((k) => set(SIDES + k, load(get(PLACE), 16 * k))),
    ...set(PLACE, sum(get(STARTS), get(AT))),
    ...set(COLUMN, loadInteger(get(PLACE))),
    ...set(ENTRY, of(get(VALUES), get(COLUMN), BYTES.number)),
    ...set(END, of(get(VALUES), loadInteger(get(PLACE), BYTES.place), BYTES.number)),
    ...set(COLUMN, sum(get(COLUMNS), get(COLUMN))),
    ...loopWhile(ENTRY, END, [
      ...set(VALUE, loadTwice(get(ENTRY))),
      ...set(PLACE, of(get(FAR), loadInteger(get(COLUMN)), BYTES.side)),
      ...each.flatMap((k) => store(get(PLACE), add(load(get(PLACE), 16 * k), mul(get(VALUE), get(SIDES + k))), 16 * k)),
      ...advance(COLUMN, BYTES.place),
      ...advance(ENTRY, BYTES.number),
    ]),
    ...advance(LIST, BYTES.place),
  ]);
  return kernel(
    { parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'], vectors: 1 + VECTORS, integers: 5, body },
    memory,
  );
}

/** far_c += w_rc · near for the listed rows r of a dense W. */
function pullDense(memory: Memory): (...values: number[]) => void {
  const [NEAR, FAR, W, TWICE] = [2, 3, 4, 5] as const;
  const [VALUE, SIDES] = [6, 7] as const;
  const [AT, ENTRY, END, PLACE] = behind(SIDES);
  const body = loopWhile(LIST, LIST_END, [
    ...set(AT, loadInteger(get(LIST))),
    ...set(PLACE, of(get(NEAR), get(AT), BYTES.side)),
    ...each.flatMap((k) => set(SIDES + k, load(get(PLACE), 16 * k))),
    ...set(ENTRY, sum(get(W), product(get(AT), get(TWICE)))),
    ...set(END, sum(get(ENTRY), product(get(TWICE), integer(BYTES.place)))),
    ...set(PLACE, get(FAR)),
    ...loopWhile(ENTRY, END, [
      ...set(VALUE, loadTwice(get(ENTRY))),
      ...each.flatMap((k) => store(get(PLACE), add(load(get(PLACE), 16 * k), mul(get(VALUE), get(SIDES + k))), 16 * k)),
      ...advance(PLACE, BYTES.side),
      ...advance(ENTRY, BYTES.number),
    ]),
    ...advance(LIST, BYTES.place),
  ]);
  return kernel(
    { parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], vectors: 1 + VECTORS, integers: 4, body },
    memory,
  );
}

/** What belongs to the sign of a number: its part above 0 times one factor, its part below times another. */
const bySign = (value: number, above: Code, below: Code): Code =>
  add(mul(greater(get(value), constant(0)), above), mul(lesser(get(value), constant(0)), below));

/** constant += Σ of a · low where a > 0, a · high where a < 0, over the listed places. */
function addEnds(memory: Memory): (...values: number[]) => void {
  const [FROM, ENDS, CONSTANT] = [2, 3, 4] as const;
  const [LOW, HIGH, NUMBER, SUMS] = [5, 6, 7, 8] as const;
  const [AT, PLACE] = behind(SUMS);
  const body = [
    ...loopWhile(LIST, LIST_END, [
      ...set(AT, loadInteger(get(LIST))),
      ...set(PLACE, of(get(ENDS), get(AT), BYTES.pair)),
      ...set(LOW, loadTwice(get(PLACE))),
      ...set(HIGH, loadTwice(get(PLACE), BYTES.number)),
      ...set(PLACE, of(get(FROM), get(AT), BYTES.side)),
      ...each.flatMap((k) => [
        ...set(NUMBER, load(get(PLACE), 16 * k)),
        ...set(SUMS + k, add(get(SUMS + k), bySign(NUMBER, get(LOW), get(HIGH)))),
      ]),
      ...advance(LIST, BYTES.place),
    ]),
    ...each.flatMap((k) => store(get(CONSTANT), add(load(get(CONSTANT), 16 * k), get(SUMS + k)), 16 * k)),
  ];
  return kernel({ parameters: ['i32', 'i32', 'i32', 'i32', 'i32'], vectors: 3 + VECTORS, integers: 2, body }, memory);
}

/** to += a · slope, constant += Σ a · intercept, of the lower line where a > 0 and of the upper where a < 0. */
function throughLines(memory: Memory): (...values: number[]) => void {
  const [FROM, TO, LINES, CONSTANT] = [2, 3, 4, 5] as const;
  const [LINE, NUMBER, SUMS] = [6, 10, 11] as const;
  const [AT, PLACE, THERE] = behind(SUMS);
  const body = [
    ...loopWhile(LIST, LIST_END, [
      ...set(AT, loadInteger(get(LIST))),
      ...set(PLACE, of(get(LINES), get(AT), BYTES.lines)),
      ...[0, 1, 2, 3].flatMap((q) => set(LINE + q, loadTwice(get(PLACE), q * BYTES.number))),
      ...set(PLACE, of(get(FROM), get(AT), BYTES.side)),
      ...set(THERE, of(get(TO), get(AT), BYTES.side)),
      ...each.flatMap((k) => [
        ...set(NUMBER, load(get(PLACE), 16 * k)),
        ...set(SUMS + k, add(get(SUMS + k), bySign(NUMBER, get(LINE + 1), get(LINE + 3)))),
        ...store(get(THERE), add(load(get(THERE), 16 * k), bySign(NUMBER, get(LINE), get(LINE + 2))), 16 * k),
      ]),
      ...advance(LIST, BYTES.place),
    ]),
    ...each.flatMap((k) => store(get(CONSTANT), add(load(get(CONSTANT), 16 * k), get(SUMS + k)), 16 * k)),
  ];
  return kernel(
    { parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], vectors: 5 + VECTORS, integers: 3, body },
    memory,
  );
}

/** Kernels over lists of places (from a first address to a last) whose numbers stand side by side; lists hold four times the place and are not empty. */
export interface SideKernels {
  /** (list, end, near, far, starts, values, columns) */
  readonly pullSparse: (...addresses: number[]) => void;
  /** (list, end, near, far, w, twice the columns of w) */
  readonly pullDense: (...addresses: number[]) => void;
  /** (list, end, from, ends, constant) */
  readonly addEnds: (...addresses: number[]) => void;
  /** (list, end, from, to, lines, constant) */
  readonly throughLines: (...addresses: number[]) => void;
  /** (to, end, starts, values, columns, pairs, mask), and of a dense W (to, end, w, bytes of a row, pairs, their end, mask) */
  readonly spreadSparse: (...addresses: number[]) => void;
  readonly spreadDense: (...addresses: number[]) => void;
}

export const sideKernels = (memory: Memory): SideKernels => ({
  pullSparse: pullSparse(memory),
  pullDense: pullDense(memory),
  addEnds: addEnds(memory),
  throughLines: throughLines(memory),
  spreadSparse: spreadSparse(memory),
  spreadDense: spreadDense(memory),
});
