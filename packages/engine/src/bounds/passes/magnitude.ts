import type { LinearMap } from '../maps/map.js';
import type { BoundNetwork } from '../network.js';
import type { Region } from '../region.js';
import { gamma, UNIT } from '../rounding.js';
import { spread } from '../side-by-side/spread.js';
import type { Relaxation } from './relaxation.js';

/** What bounds on rounding errors need of a network over a region: sums of the sizes of all products, value by value. */
export interface Magnitudes {
  readonly values: Float64Array[];
  /** Longest chain of operations behind each value. */
  readonly chains: number[];
}

/** The magnitudes of the input alone, and the operations of its minima. */
export const inputMagnitudes = ({ magnitude }: Region): Magnitudes => ({
  values: [magnitude],
  chains: [2 * magnitude.length + 16],
});

/** Share of x above its least up to which only that is multiplied: of images little is. */
const FEW = 1 / 4;

/** sum += |W| x, from the sums of the rows of a dense |W| and what of x is above its least, where that is little. */
function addAbsolute(map: LinearMap, x: Float64Array, sum: Float64Array): void {
  const least = x.reduce((a, b) => Math.min(a, b), Infinity);
  const above = x.reduce((count, v) => count + (v > least ? 1 : 0), 0);
  if (!map.dense || above > FEW * x.length) {
    spread(map, new Float64Array(map.columns), x, new Float64Array(map.rows), sum);
    return;
  }
  map.sizes().forEach((size, r) => (sum[r]! += size * least));
  map.applyAbsolute(
    x.map((v) => v - least),
    sum,
  );
}

/** Adds the magnitude of the value behind step k to those before it, under its relaxation. */
export function pushMagnitude(
  { steps, sizes }: BoundNetwork,
  k: number,
  relaxation: Relaxation | undefined,
  of: Magnitudes,
): void {
  const step = steps[k]!;
  const { values, chains } = of;
  if (step.kind === 'linear') {
    const sum = step.bias.map(Math.abs);
    let longest = 0;
    for (const { from, map } of step.terms) {
      addAbsolute(map, values[from]!, sum);
      longest = Math.max(longest, chains[from]! + map.longest + step.terms.length + 1);
    }
    values.push(sum);
    chains.push(longest);
    return;
  }
  const before = values[step.from]!;
  chains.push(chains[step.from]! + 8 + (step.kind === 'maximum' ? 2 * step.width : 0));
  if (relaxation?.kind === 'lines') {
    const { upperIntercept } = relaxation;
    const isPiecewise = step.kind === 'activation' && step.curve.piecewise;
    values.push(before.map((v, i) => v + (isPiecewise ? upperIntercept[i]! : 1)));
    return;
  }
  if (step.kind !== 'maximum' || relaxation?.kind !== 'picks') throw new RangeError('a maximum has picks');
  const most = new Float64Array(sizes[k + 1]!);
  for (let i = 0; i < most.length; i++) {
    most[i] = Math.abs(relaxation.ceiling[i]!);
    for (let t = i * step.width; t < (i + 1) * step.width; t++)
      if (step.windows[t]! >= 0) most[i] = Math.max(most[i]!, before[step.windows[t]!]!);
  }
  values.push(most);
}

/** Most numbers of a value up to one: what a row adds up of a step's biases and intercepts before it is added to its constant. */
const widestOf = ({ values }: Magnitudes, value: number): number => {
  let widest = 0;
  for (let v = 0; v <= value; v++) widest = Math.max(widest, values[v]!.length);
  return widest;
};

/**
 * The most by which the bound of a row over a value is off in float64, in any order of its sums: the sum of the sizes of all products along all paths, times γ of the longest chain.
 *
 *     error ≤ γ_N Σ_k |a_k| magnitude_k,   N = longest chain + numbers of the widest value
 */
export function roundingOf(of: Magnitudes, value: number, a: Float64Array, i: number): number {
  const magnitude = of.values[value]!;
  const n = magnitude.length;
  let sum = 0;
  for (let k = 0, at = i * n; k < n; k++, at++) sum += Math.abs(a[at]!) * magnitude[k]!;
  return 2 * gamma(of.chains[value]! + widestOf(of, value) + 16, UNIT.float64) * sum;
}

/** The same for a single coordinate with the coefficient 1. */
export const roundingAt = (of: Magnitudes, value: number, unit: number): number =>
  2 * gamma(of.chains[value]! + widestOf(of, value) + 16, UNIT.float64) * of.values[value]![unit]!;
