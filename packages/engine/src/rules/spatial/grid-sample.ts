import type { Tape } from '../../graph/tape.js';
import { inPrecision } from '../../graph/tensors.js';
import { cubic, LINEAR, NEAREST, slopes, type Taps } from './interpolation.js';
import { sizesOf, zeros } from '../indexing/places.js';
import { flag, refuse, reshapeLike, sizeAt, text, type Rule } from '../rule.js';

/** What the four or more values around each place along an axis are: where, how much each weighs, and how that changes with the grid. */
interface Along {
  /** `[n, values, places]` each. */
  readonly index: string;
  readonly weight: string;
  readonly slope: string;
}

/** Arithmetic on the backward graph; numbers stand for constants. */
function arithmetic(tape: Tape) {
  const apply = (op: string, ...inputs: readonly (string | number)[]): string =>
    tape.emit(
      op,
      inputs.map((each) => (typeof each === 'number' ? tape.scalar(each) : each)),
    );
  return {
    tape,
    apply,
    /** 1 where lower < value < upper, else 0; with `ends`, also at the ends. */
    inside: (value: string, lower: number, upper: number, ends: boolean): string => {
      const [above, below] = ends ? ['GreaterOrEqual', 'LessOrEqual'] : ['Greater', 'Less'];
      return tape.cast(apply('And', apply(above!, value, lower), apply(below!, value, upper)));
    },
    clip: (value: string, lower: number, upper: number): string => apply('Min', apply('Max', value, lower), upper),
  };
}

type Arithmetic = ReturnType<typeof arithmetic>;

const MODES: ReadonlyMap<string, Taps> = new Map([
  ['nearest', NEAREST],
  ['bilinear', LINEAR],
  ['bicubic', cubic(-0.75)],
]);

/** An image of `size` values reflected at its ends: the place within it, and the sign of its slope. */
function reflected(a: Arithmetic, place: string, size: number, corners: boolean): { place: string; slope: string } {
  const [low, span] = corners ? [0, size - 1] : [-0.5, size];
  if (span === 0) return { place: a.apply('Mul', place, 0), slope: a.apply('Mul', place, 0) };
  const from = a.apply('Sub', place, low);
  const periods = a.apply('Floor', a.apply('Mul', from, 1 / (2 * span)));
  const phase = a.apply('Sub', a.apply('Sub', from, a.apply('Mul', periods, 2 * span)), span);
  const inner = a.apply('Add', a.apply('Neg', a.apply('Abs', phase)), span + low);
  return { place: inner, slope: a.apply('Neg', a.apply('Sign', phase)) };
}

/** The values around every place along an axis of `size` values; `at` holds the grid's numbers, `[n, 1, places]`. */
function along(a: Arithmetic, at: string, size: number, taps: Taps): Along {
  const { tape } = a;
  const corners = flag(tape.node, 'align_corners');
  const padding = text(tape.node, 'padding_mode', 'zeros');
  const scale = (corners ? size - 1 : size) / 2;
  let place = a.apply('Add', a.apply('Mul', at, scale), (size - 1) / 2);
  let slope: string | number = scale;
  const few = taps.weights.length < 3;
  if (few && padding !== 'zeros') {
    if (padding === 'reflection') {
      const found = reflected(a, place, size, corners);
      place = found.place;
      slope = a.apply('Mul', found.slope, slope);
    }
    slope = a.apply('Mul', a.inside(place, 0, size - 1, false), slope);
    place = a.clip(place, 0, size - 1);
  }
  const before = a.apply(taps.weights.length === 1 ? 'Round' : 'Floor', place);
  const beyond = a.apply('Sub', place, before);
  const column = (values: readonly number[]): string =>
    tape.constant(`column ${tape.precision} ${values.join()}`, () => ({
      type: tape.precision,
      shape: [1, values.length, 1],
      data: inPrecision(tape.precision, Float64Array.from(values)),
    }));
  const weighted = ({ weights }: Taps): string =>
    Array.from({ length: weights[0]!.length }, (_, k) => column(weights.map((each) => each[k]!))).reduceRight(
      (sum, coefficients) => a.apply('Add', a.apply('Mul', sum, beyond), coefficients),
    );
  const everywhere = (value: string): string => a.apply('Add', value, a.apply('Mul', beyond, 0));
  const offsets = taps.weights.map((_, k) => taps.first + k);
  const raw = a.apply('Add', before, column(offsets));
  const valid = padding === 'zeros' ? a.inside(raw, 0, size - 1, true) : undefined;
  const masked = (value: string): string => (valid ? a.apply('Mul', value, valid) : value);
  const padded = padding === 'reflection' ? reflected(a, raw, size, corners).place : raw;
  return {
    index: a.clip(padded, 0, size - 1),
    weight: masked(everywhere(weighted(taps))),
    slope: masked(a.apply('Mul', everywhere(weighted(slopes(taps))), slope)),
  };
}

/**
 * y[n, c, p] = Σ w_i(v) w_j(u) x[n, c, i, j] over the values i, j around the place (u, v) = grid[n, p]:  dx is dy added up at these with the
 * same weights, and d(u, v) has the derivatives of the weights instead.
 */
const gridSample: Rule = (tape, dy) => {
  const { node } = tape;
  const [x, grid] = node.inputs as [string, string];
  const taps = MODES.get(text(node, 'mode', 'bilinear'));
  if (!taps || tape.shape(x).length !== 4) return refuse(node, 'samples no image', 'sample images of two axes');
  const [channels, height, width] = [1, 2, 3].map((axis) => sizeAt(tape, x, axis)) as [number, number, number];
  const count = sizeAt(tape, grid, 1) * sizeAt(tape, grid, 2);
  const a = arithmetic(tape);
  const shaped = (value: string, ...shape: number[]): string => tape.emit('Reshape', [value, tape.integers(shape)]);
  const coordinate = (k: number): string =>
    shaped(tape.emit('Slice', [tape.value(grid), ...[k, k + 1, 3].map((each) => tape.integers([each]))]), -1, 1, count);
  const rows = along(a, coordinate(1), height, taps);
  const columns = along(a, coordinate(0), width, taps);
  const many = taps.weights.length;
  const byRow = (value: string): string => shaped(value, -1, many, 1, count);
  const byColumn = (value: string): string => shaped(value, -1, 1, many, count);
  const pairs = (row: string, column: string): string =>
    shaped(a.apply('Mul', byRow(row), byColumn(column)), -1, 1, many * many, count);
  const flat = a.apply('Add', a.apply('Mul', byRow(rows.index), width), byColumn(columns.index));
  const places = shaped(tape.cast(flat, 'int64'), -1, 1, many * many * count);
  const apart = shaped(dy, -1, channels, 1, count);
  const spread = (shape: string): string => tape.emit('Expand', [places, shape]);

  const ofImage = (): string => {
    const values = a.apply('Mul', apart, pairs(rows.weight, columns.weight));
    const shares = shaped(values, -1, channels, many * many * count);
    const image = zeros(tape, sizesOf(tape, x, dy, tape.shape(node.outputs[0]!)));
    const target = shaped(image, -1, channels, height * width);
    const at = spread(tape.emit('Shape', [shares]));
    return reshapeLike(tape, tape.emit('ScatterElements', [target, at, shares], { axis: 2, reduction: 'add' }), x);
  };
  const ofGrid = (): string => {
    const image = shaped(tape.value(x), -1, channels, height * width);
    const at = spread(tape.integers([1, channels, 1]));
    const values = shaped(tape.emit('GatherElements', [image, at], { axis: 2 }), -1, channels, many * many, count);
    const total = (value: string, axis: number): string =>
      tape.emit('ReduceSum', [value, tape.integers([axis])], { keepdims: 1 });
    const products = total(a.apply('Mul', values, apart), 1);
    const both = [pairs(rows.weight, columns.slope), pairs(rows.slope, columns.weight)].map((each) =>
      shaped(total(a.apply('Mul', products, each), 2), -1, count, 1),
    );
    return reshapeLike(tape, tape.emit('Concat', both, { axis: 2 }), grid);
  };
  return [tape.wanted(0) ? ofImage() : undefined, tape.wanted(1) ? ofGrid() : undefined];
};

export const sampling = { GridSample: gridSample } satisfies Record<string, Rule>;
