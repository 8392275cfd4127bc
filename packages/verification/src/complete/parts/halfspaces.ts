import { optimise, type Region, type Split } from '@fragility/engine';
import type { Halfspaces } from '@fragility/numerics/polytope';
import type { Frame } from './frame.js';
import type { Goal } from '../problem.js';

/**
 * Halfspaces of inputs that every input of a part lies in where it reaches a goal: ⟨n_i, x⟩ + c_i ≤ 0, the goal's rows first, then one for each split.
 *
 * They are linear functions below −s z for a split z of sign s, and below the rows; exact but for rounding where all units before are decided.
 */
export function halfspacesOf(frame: Frame, goal: Goal, splits: readonly Split[]): Halfspaces {
  const { network } = frame.relaxed;
  const numbered = frame.numbered(splits);
  const d = network.inputs;
  const weight: Float64Array[] = [];
  const offset: number[] = [];
  const add = (value: number, a: Float64Array, constants: Float64Array): void => {
    const rows = constants.length;
    const { normals, offsets } = optimise(
      frame.relaxed,
      { rows, a, value },
      { steps: 0, splits: Array.from(constants, () => numbered.filter(({ step }) => step < value)) },
    );
    for (let i = 0; i < rows; i++) {
      weight.push(normals.subarray(i * d, (i + 1) * d));
      offset.push(offsets[i]! + constants[i]!);
    }
  };
  add(network.last, goal.a, goal.constants);
  network.steps.forEach((step, k) => {
    if (step.kind !== 'activation') return;
    const own = numbered.filter((split) => split.step === k);
    if (own.length === 0) return;
    const n = network.sizes[step.from]!;
    const a = new Float64Array(own.length * n);
    own.forEach(({ unit, sign }, i) => (a[i * n + unit] = -sign));
    add(step.from, a, new Float64Array(own.length));
  });
  return { weight, offset: Float64Array.from(offset) };
}

/** 2⁻⁵³ and room for the order of sums. */
const UNIT = 2 ** -52;

/**
 * Whether multipliers λ ≥ 0 prove that no input of a region lies in all halfspaces: Σ λ_i (⟨n_i, x⟩ + c_i) > 0 on the region, rounding included.
 */
export function isFarkas(
  region: Region,
  { weight, offset }: Halfspaces,
  multipliers: ArrayLike<number>,
  chosen: readonly number[],
): boolean {
  const d = region.lower.length;
  const [normal, size] = [new Float64Array(d), new Float64Array(d)];
  let [constant, sizes] = [0, 0];
  chosen.forEach((i, c) => {
    const factor = multipliers[c]!;
    if (!(factor > 0)) return;
    constant += factor * offset[i]!;
    sizes += Math.abs(factor * offset[i]!);
    const row = weight[i]!;
    for (let k = 0; k < d; k++) {
      normal[k]! += factor * row[k]!;
      size[k]! += Math.abs(factor * row[k]!);
    }
  });
  const least = new Float64Array(1);
  region.minima(normal, 1, least);
  for (let k = 0; k < d; k++) sizes += size[k]! * region.magnitude[k]!;
  return least[0]! + constant > 2 * (d + chosen.length + 16) * UNIT * sizes;
}
