import type { BoundNetwork } from './network.js';
import { stepRange, type Range } from './passes/interval.js';
import { inputMagnitudes, pushMagnitude, roundingAt, roundingOf } from './passes/magnitude.js';
import { startLines, startPicks, type Relaxation } from './passes/relaxation.js';
import { substitute } from './passes/substitute.js';
import { isSideBySide } from './side-by-side/laid.js';
import { substituteUnits } from './side-by-side/substitute.js';
import { optimise } from './optimise.js';
import type { Split } from './optimising/splits.js';
import type { Relaxed } from './passes/relaxed.js';
import type { Region } from './region.js';

export interface RelaxOptions {
  /** Whether ranges are intersected with interval bounds, and units that these show to be stable are not bounded again: faster, and mostly tighter; default false, as CROWN is defined. */
  readonly intersect?: boolean;
  /** Steps by which the ranges of hidden units are optimised too, where all of them take no more products than `affordable`; default 0. */
  readonly steps?: number;
  /** What may be assumed: ranges of these units end at 0. */
  readonly splits?: readonly Split[];
  /** Ranges of values that are known to hold on the region: those that are not above or below 0 are computed again. */
  readonly known?: readonly (Range | undefined)[];
}

/** Products that optimised ranges of hidden units may take: about two seconds. */
const AFFORDABLE = 2e9;

/** Numbers that the rows of one substitution may hold: 1 MB, what caches keep. */
const ROOM = 1 << 17;

/** Rows that ask for the lower and the upper ends of some coordinates. */
function bothEnds(units: Int32Array, n: number): Float64Array {
  const m = units.length;
  const a = new Float64Array(2 * m * n);
  units.forEach((unit, i) => {
    a[i * n + unit] = 1;
    a[(m + i) * n + unit] = -1;
  });
  return a;
}

/** Bounds of some coordinates of a value by backward substitution, and those that are known already of the others. */
function backwardRange(
  relaxed: Relaxed,
  value: number,
  chosen: Int32Array,
  known: Range | undefined,
  steps = 0,
): Range {
  const { network, region, relaxations, magnitudes } = relaxed;
  const n = network.sizes[value]!;
  const lower = known ? known.lower.slice() : new Float64Array(n).fill(-Infinity);
  const upper = known ? known.upper.slice() : new Float64Array(n).fill(Infinity);
  if (steps === 0 && isSideBySide(network, relaxations, value)) {
    const found = substituteUnits(network, region, relaxations, value, chosen);
    chosen.forEach((unit, i) => {
      const slack = roundingAt(magnitudes, value, unit);
      lower[unit] = Math.max(lower[unit]!, found.lower[i]! - slack);
      upper[unit] = Math.min(upper[unit]!, found.upper[i]! + slack);
    });
    return { lower, upper };
  }
  const widest = network.sizes.slice(0, value + 1).reduce((a, b) => Math.max(a, b));
  const most = Math.max(1, Math.floor(ROOM / widest / 2));
  for (let first = 0; first < chosen.length; first += most) {
    const units = chosen.subarray(first, first + most);
    const m = units.length;
    const a = bothEnds(units, n);
    const found =
      steps > 0
        ? optimise(relaxed, { rows: 2 * m, a, value }, { steps }).lower
        : substitute(network, region, relaxations, { value, m: 2 * m, a: a.slice() }).lower;
    units.forEach((unit, i) => {
      const slack = steps > 0 ? 0 : roundingOf(magnitudes, value, a, i);
      lower[unit] = Math.max(lower[unit]!, found[i]! - slack);
      upper[unit] = Math.min(upper[unit]!, slack - found[m + i]!);
    });
  }
  return { lower, upper };
}

/** Multiplications of one row's substitution from a value to the input. */
const productsBefore = ({ steps }: BoundNetwork, value: number): number =>
  steps
    .slice(0, value)
    .reduce(
      (sum, step) => sum + (step.kind === 'linear' ? step.terms.reduce((own, { map }) => own + map.entries, 0) : 0),
      0,
    );

/** A range with the units of a step that are split cut off at 0. */
function halved(range: Range, step: number, splits: readonly Split[]): Range {
  const own = splits.filter((split) => split.step === step);
  if (own.length === 0) return range;
  const [lower, upper] = [range.lower.slice(), range.upper.slice()];
  for (const { unit, sign } of own)
    if (sign > 0) lower[unit] = Math.max(0, lower[unit]!);
    else upper[unit] = Math.min(0, upper[unit]!);
  return { lower, upper };
}

const all = (n: number): Int32Array => Int32Array.from({ length: n }, (_, k) => k);

/** Whether a value is a linear function of the input over which the interval bounds of its step are exact. */
const isExact = ({ steps }: BoundNetwork, value: number): boolean => {
  const step = steps[value - 1];
  return step?.kind === 'linear' && step.terms.every(({ from }) => from === 0);
};

/**
 * The ranges of every activation's input by backward substitution, CROWN, and the lines that they give: the lower line of a rectifier with l < 0 < u has slope 1
 * where u > −l, else 0.
 *
 * @example relax(network, region).ranges[0]!.lower[0]! < x[0]!; // true
 */
export function relax(
  network: BoundNetwork,
  region: Region,
  { intersect = false, steps = 0, splits = [], known = [] }: RelaxOptions = {},
): Relaxed {
  const ranges: (Range | undefined)[] = [{ lower: region.lower, upper: region.upper }];
  const relaxations: (Relaxation | undefined)[] = [];
  const relaxed: Relaxed = { network, region, ranges, relaxations, magnitudes: inputMagnitudes(region) };
  const rangeOf = (value: number): Range => {
    const own = ranges[value];
    if (own) return own;
    const step = network.steps[value - 1]!;
    const before = step.kind === 'linear' ? step.terms.map(({ from }) => from) : [step.from];
    const byInterval = (): Range => {
      before.forEach(rangeOf);
      return stepRange(step, network, ranges, region);
    };
    const earlier = known[value];
    if (step.kind !== 'linear' || (isExact(network, value) && !earlier)) return (ranges[value] = byInterval());
    const n = network.sizes[value]!;
    const rough = earlier ?? (intersect ? byInterval() : undefined);
    const open = rough ? all(n).filter((k) => rough.lower[k]! < 0 && rough.upper[k]! > 0) : all(n);
    const first = backwardRange(relaxed, value, open, rough);
    const unstable = open.filter((k) => first.lower[k]! < 0 && first.upper[k]! > 0);
    const products = 4 * steps * unstable.length * productsBefore(network, value);
    const isRefined = unstable.length > 0 && steps > 0 && products <= AFFORDABLE;
    return (ranges[value] = isRefined ? backwardRange(relaxed, value, unstable, first, steps) : first);
  };
  network.steps.forEach((step, k) => {
    if (step.kind === 'activation')
      relaxations[k] = startLines(step, (ranges[step.from] = halved(rangeOf(step.from), k, splits)));
    else if (step.kind === 'maximum') relaxations[k] = startPicks(step, rangeOf(step.from));
    else relaxations[k] = undefined;
    pushMagnitude(network, k, relaxations[k], relaxed.magnitudes);
  });
  return relaxed;
}
