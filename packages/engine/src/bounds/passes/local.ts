import type { SparseEntries } from '../maps/map.js';
import type { BoundNetwork } from '../network.js';
import type { Region } from '../region.js';
import type { Lines, Picks, Relaxation } from './relaxation.js';

/** Share of every value that a unit may depend on to count as local. */
const SHARE = 1 / 4;

/** Coefficients of one value that are not zero: `values` at the first `count` of `places`. */
interface Few {
  readonly values: Float64Array;
  readonly places: Int32Array;
  readonly isHeld: Uint8Array;
  count: number;
}

const few = (size: number): Few => ({
  values: new Float64Array(size),
  places: new Int32Array(size),
  isHeld: new Uint8Array(size),
  count: 0,
});

function add(to: Few, place: number, value: number): void {
  if (to.isHeld[place] === 0) {
    to.isHeld[place] = 1;
    to.places[to.count++] = place;
    to.values[place] = value;
  } else to.values[place]! += value;
}

function clear(of: Few): void {
  for (let c = 0; c < of.count; c++) of.isHeld[of.places[c]!] = 0;
  of.count = 0;
}

function pull({ starts, columns, values }: SparseEntries, a: Few, to: Few): void {
  for (let c = 0; c < a.count; c++) {
    const r = a.places[c]!;
    const factor = a.values[r]!;
    for (let e = starts[r]!; e < starts[r + 1]!; e++) add(to, columns[e]!, factor * values[e]!);
  }
}

/** Whether a unit of a value depends on few coordinates of those before it, as those of the first convolutions do: seen at the one in the middle. */
export function isLocal({ steps, sizes }: BoundNetwork, value: number): boolean {
  const seen = sizes.slice(0, value + 1).map(() => new Set<number>());
  seen[value]!.add(sizes[value]! >> 1);
  for (let v = value; v > 0; v--) {
    const own = seen[v]!;
    if (own.size === 0) continue;
    if (v !== value && own.size > SHARE * sizes[v]!) return false;
    const step = steps[v - 1]!;
    if (step.kind === 'linear')
      for (const { from, map } of step.terms) {
        if (!map.sparse) return false;
        const { starts, columns } = map.sparse;
        for (const r of own) for (let e = starts[r]!; e < starts[r + 1]!; e++) seen[from]!.add(columns[e]!);
      }
    else if (step.kind === 'activation') for (const k of own) seen[step.from]!.add(k);
    else
      for (const k of own)
        for (let t = k * step.width; t < (k + 1) * step.width; t++)
          if (step.windows[t]! >= 0) seen[step.from]!.add(step.windows[t]!);
  }
  return seen[0]!.size <= SHARE * sizes[0]!;
}

/** Rows of the input that are minimised at once. */
const CHUNK = 64;

/**
 * Backward substitution of single units of a value, one after the other, each times a sign: the lower bound of each. The same as `substitute`, for units that depend
 * on little: only coefficients that are not zero are visited.
 */
export function substituteLocally(
  { steps, sizes }: BoundNetwork,
  region: Region,
  relaxations: readonly (Relaxation | undefined)[],
  value: number,
  units: Int32Array,
  sign: 1 | -1,
): Float64Array {
  const d = sizes[0]!;
  const found = new Float64Array(units.length);
  const coefficients = sizes.slice(0, value + 1).map(few);
  const rows = new Float64Array(CHUNK * d);
  const least = new Float64Array(CHUNK);
  /** Takes one unit to the input, into row i; what is constant. */
  const row = (unit: number, i: number): number => {
    let constant = 0;
    add(coefficients[value]!, unit, sign);
    for (let v = value; v > 0; v--) {
      const own = coefficients[v]!;
      if (own.count === 0) continue;
      const step = steps[v - 1]!;
      if (step.kind === 'linear') {
        for (let c = 0; c < own.count; c++) constant += own.values[own.places[c]!]! * step.bias[own.places[c]!]!;
        for (const { from, map } of step.terms) pull(map.sparse!, own, coefficients[from]!);
      } else {
        const to = coefficients[step.from]!;
        for (let c = 0; c < own.count; c++) {
          const k = own.places[c]!;
          const factor = own.values[k]!;
          if (factor === 0) continue;
          if (step.kind === 'activation') {
            const { lowerSlope, lowerIntercept, upperSlope, upperIntercept } = relaxations[v - 1] as Lines;
            const slope = factor > 0 ? lowerSlope[k]! : upperSlope[k]!;
            constant += factor * (factor > 0 ? lowerIntercept[k]! : upperIntercept[k]!);
            if (slope !== 0) add(to, k, factor * slope);
          } else {
            const { below, above, ceiling } = relaxations[v - 1] as Picks;
            const pick = factor > 0 ? below[k]! : above[k]!;
            if (pick >= 0) add(to, pick, factor);
            else constant += factor * ceiling[k]!;
          }
        }
      }
      clear(own);
    }
    const [input] = coefficients;
    for (let c = 0; c < input!.count; c++) rows[i * d + input!.places[c]!] = input!.values[input!.places[c]!]!;
    clear(input!);
    return constant;
  };
  for (let first = 0; first < units.length; first += CHUNK) {
    const m = Math.min(CHUNK, units.length - first);
    rows.fill(0, 0, m * d);
    for (let i = 0; i < m; i++) found[first + i] = row(units[first + i]!, i);
    region.minima(rows, m, least);
    for (let i = 0; i < m; i++) found[first + i]! += least[i]!;
  }
  return found;
}
