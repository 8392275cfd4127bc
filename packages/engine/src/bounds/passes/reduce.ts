import { denseMap } from '../maps/dense.js';
import type { LinearMap } from '../maps/map.js';
import { sparseRows } from '../maps/sparse.js';
import type { BoundNetwork, LinearStep, Step, Term } from '../network.js';
import type { Range } from './interval.js';
import type { Relaxation } from './relaxation.js';
import type { Relaxed } from './relaxed.js';

/** A relaxed network without what its ranges have shown to be linear. */
export interface Reduced {
  readonly relaxed: Relaxed;
  /** By activation step: the units of the whole network that are left, in order; all where undefined. */
  readonly units: readonly (Int32Array | undefined)[];
}

/** Share of entries that are not zero from which a map is kept dense, and rows that are read at once. */
const [DENSE, CHUNK] = [0.4, 64];

const all = (n: number): Int32Array => Int32Array.from({ length: n }, (_, k) => k);

/** Rows a W, of all columns. */
function pulled(map: LinearMap, a: Float64Array, m: number): Float64Array {
  const to = new Float64Array(m * map.columns);
  map.pull(a, to, m);
  return to;
}

/** A map of given rows. */
function mapOf(rows: number, columns: number, values: Float64Array): LinearMap {
  const filled = values.reduce((sum, v) => sum + (v === 0 ? 0 : 1), 0);
  if (filled >= DENSE * rows * columns) return denseMap(rows, columns, values);
  return sparseRows(rows, columns, (row, add) => {
    for (let k = 0; k < columns; k++) if (values[row * columns + k] !== 0) add(k, values[row * columns + k]!);
  });
}

/** Some rows and columns of a map. */
function part(map: LinearMap, rows: Int32Array, columns: Int32Array): LinearMap {
  const values = new Float64Array(rows.length * columns.length);
  for (let first = 0; first < rows.length; first += CHUNK) {
    const chosen = rows.subarray(first, first + CHUNK);
    const unit = new Float64Array(chosen.length * map.rows);
    chosen.forEach((row, i) => (unit[i * map.rows + row] = 1));
    const whole = pulled(map, unit, chosen.length);
    chosen.forEach((_, i) =>
      columns.forEach((column, k) => (values[(first + i) * columns.length + k] = whole[i * map.columns + column]!)),
    );
  }
  return mapOf(rows.length, columns.length, values);
}

const pick = (of: Float64Array, kept: Int32Array): Float64Array => Float64Array.from(kept, (k) => of[k]!);

/** By value: how many terms and steps it goes into. */
function consumers({ steps, last }: BoundNetwork): Int32Array {
  const count = new Int32Array(steps.length + 1);
  count[last]!++;
  for (const step of steps)
    for (const from of step.kind === 'linear' ? step.terms.map((term) => term.from) : [step.from]) count[from]!++;
  return count;
}

/** Rectifier steps whose input goes nowhere else and comes from a linear step: their inactive units can go. */
function reducible({ steps }: BoundNetwork, uses: Int32Array): boolean[] {
  return steps.map(
    (step, k) =>
      step.kind === 'activation' &&
      step.curve.name === 'relu' &&
      uses[step.from] === 1 &&
      steps[step.from - 1]?.kind === 'linear' &&
      !steps.some((other) => other.kind === 'maximum' && other.from === k + 1),
  );
}

/** The step behind which active units become part of the last linear step, −1 where there is none. */
function mergeable({ steps, last }: BoundNetwork, uses: Int32Array, isReducible: readonly boolean[]): number {
  const output = steps[last - 1];
  if (output?.kind !== 'linear') return -1;
  const at = output.terms.reduce((most, { from }) => Math.max(most, from), 0) - 1;
  const step = steps[at];
  if (step?.kind !== 'activation' || !isReducible[at] || uses[at + 1] !== 1) return -1;
  return (steps[step.from - 1] as LinearStep).terms.length === 1 ? at : -1;
}

/** The last linear step with the active units of the rectifiers before it multiplied into it. */
function merged(
  { steps, sizes }: BoundNetwork,
  output: LinearStep,
  at: number,
  kept: readonly Int32Array[],
  active: Int32Array,
): LinearStep {
  const { from } = steps[at] as { from: number };
  const before = steps[from - 1] as LinearStep;
  const { map } = output.terms.find((term) => term.from === at + 1)!;
  const [inner] = before.terms;
  const rows = sizes.at(-1)!;
  const unit = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) unit[i * rows + i] = 1;
  const whole = pulled(map, unit, rows);
  const n = map.columns;
  const through = new Float64Array(rows * n);
  const bias = output.bias.slice();
  for (let i = 0; i < rows; i++)
    for (const k of active) {
      through[i * n + k] = whole[i * n + k]!;
      bias[i]! += whole[i * n + k]! * before.bias[k]!;
    }
  const composed = pulled(inner!.map, through, rows);
  const others = output.terms.filter((term) => term.from !== at + 1);
  for (const { from, map: own } of others) if (from === inner!.from) own.pull(unit, composed, rows);
  const columns = kept[inner!.from]!;
  const width = inner!.map.columns;
  const values = new Float64Array(rows * columns.length);
  for (let i = 0; i < rows; i++)
    columns.forEach((column, k) => (values[i * columns.length + k] = composed[i * width + column]!));
  const terms: Term[] = [
    { from: at + 1, map: part(map, all(rows), kept[at + 1]!) },
    { from: inner!.from, map: mapOf(rows, columns.length, values) },
    ...others
      .filter(({ from }) => from !== inner!.from)
      .map((term) => ({ from: term.from, map: part(term.map, all(rows), kept[term.from]!) })),
  ];
  return { kind: 'linear', terms, bias };
}

/**
 * The same relaxed network, smaller: without units that are 0 on the whole region, and with those of the last rectifiers that are linear on it multiplied
 * into the outputs. Steps keep their numbers; bounds on rounding stay those of the whole network, which hold for this order of the sums too.
 *
 * @param needed units that stay in any case, by step
 */
export function reduced(relaxed: Relaxed, needed: (step: number, unit: number) => boolean = () => false): Reduced {
  const { network, region, ranges, relaxations, magnitudes } = relaxed;
  const { steps, sizes } = network;
  const uses = consumers(network);
  const isReducible = reducible(network, uses);
  const last = mergeable(network, uses, isReducible);
  const kept = sizes.map(all);
  const units: (Int32Array | undefined)[] = steps.map(() => undefined);
  let active = new Int32Array(0);
  steps.forEach((step, k) => {
    const range = step.kind === 'activation' ? ranges[step.from] : undefined;
    if (step.kind !== 'activation' || !isReducible[k] || !range) return;
    const left = kept[k + 1]!.filter((i) => range.upper[i]! > 0 || needed(k, i));
    const isLinear = (i: number): boolean => k === last && range.lower[i]! >= 0 && !needed(k, i);
    if (k === last) active = left.filter(isLinear);
    kept[step.from] = kept[k + 1] = units[k] = left.filter((i) => !isLinear(i));
  });
  const small = steps.map((step, k): Step => {
    if (step.kind !== 'linear') return step;
    if (last >= 0 && k === steps.length - 1) return merged(network, step, last, kept, active);
    const terms = step.terms.map(({ from, map }) => ({ from, map: part(map, kept[k + 1]!, kept[from]!) }));
    return { kind: 'linear', terms, bias: pick(step.bias, kept[k + 1]!) };
  });
  const lines = relaxations.map((each, k): Relaxation | undefined => {
    if (each?.kind !== 'lines' || !units[k]) return each;
    const own = kept[k + 1]!;
    return {
      kind: 'lines',
      stride: 0,
      lowerSlope: pick(each.lowerSlope, own),
      lowerIntercept: pick(each.lowerIntercept, own),
      upperSlope: pick(each.upperSlope, own),
      upperIntercept: pick(each.upperIntercept, own),
    };
  });
  const rangesLeft = ranges.map(
    (range, v): Range | undefined =>
      range && { lower: pick(range.lower, kept[v]!), upper: pick(range.upper, kept[v]!) },
  );
  return {
    relaxed: {
      network: { ...network, steps: small, sizes: kept.map(({ length }) => length) },
      region,
      ranges: rangesLeft,
      relaxations: lines,
      magnitudes: { values: magnitudes.values.map((values, v) => pick(values, kept[v]!)), chains: magnitudes.chains },
    },
    units,
  };
}
