import type { BoundNetwork, LinearStep } from '../network.js';
import type { Range } from '../passes/interval.js';
import type { Picks, Relaxation } from '../passes/relaxation.js';
import type { Objective } from '../passes/substitute.js';
import type { Region } from '../region.js';
import { layOut } from './laid.js';
import { BYTES, SIDE } from './layout.js';
import type { Places } from './places.js';
import { minima, throughActivation, throughLinear, throughMaximum } from './steps.js';

/** Writes the coefficients of a group of rows into the places of the value; row i is lane i. */
type Seed = (places: Places, numbers: Float64Array, group: number) => void;

/** Backward substitution of groups of rows of a value: lower bounds, as many as stand side by side for each. */
function substituteGroups(
  network: BoundNetwork,
  region: Region,
  relaxations: readonly (Relaxation | undefined)[],
  value: number,
  { groups, seed }: { readonly groups: number; readonly seed: Seed },
): Float64Array {
  if (groups === 0) return new Float64Array(0);
  const laid = layOut(network, region, relaxations, value);
  const { store, places, constants } = laid;
  const found = new Float64Array(groups * SIDE);
  for (let group = 0; group < groups; group++) {
    for (const each of places) each.clear();
    store.numbers.fill(0, constants / BYTES.number, constants / BYTES.number + SIDE);
    seed(places[value]!, store.numbers, group);
    for (let v = value; v > 0; v--) {
      const own = places[v]!;
      const step = network.steps[v - 1]!;
      if (own.count === 0) continue;
      if (step.kind === 'linear') throughLinear(laid, step, v - 1, own);
      else if (step.kind === 'activation') throughActivation(laid, v - 1, own, places[step.from]!);
      else throughMaximum(laid, relaxations[v - 1] as Picks, own, places[step.from]!);
    }
    found.set(minima(laid, region), group * SIDE);
  }
  return found;
}

/**
 * Backward substitution of m rows of a value, a group at a time in vectors of two: the lower bounds of `substitute`, where `isSideBySide` holds.
 */
export function substituteRows(
  network: BoundNetwork,
  region: Region,
  relaxations: readonly (Relaxation | undefined)[],
  { value, m, a }: Objective,
): Float64Array {
  const n = network.sizes[value]!;
  const seed: Seed = (places, numbers, group) => {
    places.fill();
    for (let i = 0; i < Math.min(SIDE, m - group * SIDE); i++)
      for (let k = 0, at = places.numbers / BYTES.number + i; k < n; k++, at += SIDE)
        numbers[at] = a[(group * SIDE + i) * n + k]!;
  };
  return substituteGroups(network, region, relaxations, value, { groups: Math.ceil(m / SIDE), seed }).slice(0, m);
}

/** Units in the order of the first column of their rows: those that depend on the same coordinates come together. */
function ordered({ steps }: BoundNetwork, value: number, units: Int32Array): Int32Array {
  const step = steps[value - 1] as LinearStep;
  const { sparse } = step.terms[0]!.map;
  if (!sparse) return Int32Array.from(units.keys());
  const first = Int32Array.from(units, (unit) => sparse.columns[sparse.starts[unit]!] ?? 0);
  return Int32Array.from(units.keys()).sort((i, j) => first[i]! - first[j]! || i - j);
}

/**
 * Bounds of single units of a value, behind a linear step, where `isSideBySide` holds: only coefficients that are not zero are visited, which are few where a unit depends on
 * little.
 */
export function substituteUnits(
  network: BoundNetwork,
  region: Region,
  relaxations: readonly (Relaxation | undefined)[],
  value: number,
  units: Int32Array,
): Range {
  const order = ordered(network, value, units);
  const half = SIDE / 2;
  const seed: Seed = (places, numbers, group) =>
    order.subarray(group * half, (group + 1) * half).forEach((at, i) => {
      const place = units[at]!;
      places.touch(place);
      const first = places.numbers / BYTES.number + place * SIDE;
      numbers[first + i]! += 1;
      numbers[first + half + i]! -= 1;
    });
  const groups = Math.ceil(units.length / half);
  const found = substituteGroups(network, region, relaxations, value, { groups, seed });
  const [lower, upper] = [new Float64Array(units.length), new Float64Array(units.length)];
  order.forEach((at, i) => {
    const first = Math.floor(i / half) * SIDE + (i % half);
    lower[at] = found[first]!;
    upper[at] = -found[first + half]!;
  });
  return { lower, upper };
}
