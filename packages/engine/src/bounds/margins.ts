import { FragilityError } from '@fragility/numerics';
import { denseMap } from './maps/dense.js';
import { optimise } from './optimise.js';
import type { BoundNetwork, Step } from './network.js';
import { intervals, stepRange, type Range } from './passes/interval.js';
import { roundingOf } from './passes/magnitude.js';
import { substitute } from './passes/substitute.js';
import { relax, type RelaxOptions } from './relax.js';
import type { Relaxed } from './passes/relaxed.js';
import type { Specification } from './specification.js';
import type { Region } from './region.js';
import { isSideBySide } from './side-by-side/laid.js';
import { substituteRows } from './side-by-side/substitute.js';
import { gamma, UNIT } from './rounding.js';

export type BoundMethod = 'interval' | 'crown' | 'alpha-crown';

export interface BoundOptions extends Pick<RelaxOptions, 'intersect'> {
  /** Default `alpha-crown`. */
  readonly method?: BoundMethod;
  /** Steps of `alpha-crown`; default 20. */
  readonly steps?: number;
}

/** Sizes of what is summed in the outputs, where their step is linear: rows multiplied into it are off by a share of them. */
function sizesOf(step: Step, ranges: readonly Range[], outputs: number): Float64Array {
  if (step.kind !== 'linear') return new Float64Array(outputs);
  const sum = step.bias.map(Math.abs);
  for (const { from, map } of step.terms) {
    const { lower, upper } = ranges[from]!;
    map.applyAbsolute(
      lower.map((v, k) => Math.max(Math.abs(v), Math.abs(upper[k]!))),
      sum,
    );
  }
  return sum;
}

/** Interval bounds of rows: multiplied into the last linear step, where that is the last. */
function byIntervals(network: BoundNetwork, region: Region, { rows, a }: Specification): Float64Array {
  const last = network.steps.at(-1);
  const ranges: Range[] = intervals({ ...network, steps: network.steps.slice(0, -1) }, region);
  const before = network.steps.length - 1;
  const term = last?.kind === 'linear' ? last.terms : [];
  const lower = new Float64Array(rows);
  const sizes = last ? sizesOf(last, ranges, network.outputs) : new Float64Array(0);
  for (let i = 0; i < rows; i++) {
    const row = a.subarray(i * network.outputs, (i + 1) * network.outputs);
    const step =
      last?.kind === 'linear'
        ? {
            kind: 'linear' as const,
            bias: Float64Array.of(row.reduce((sum, v, k) => sum + v * last.bias[k]!, 0)),
            terms: term.map(({ from, map }) => {
              const pulled = new Float64Array(map.columns);
              map.pull(row, pulled, 1);
              return { from, map: denseMap(1, pulled.length, pulled) };
            }),
          }
        : {
            kind: 'linear' as const,
            bias: new Float64Array(1),
            terms: [{ from: before + 1, map: denseMap(1, row.length, row.slice()) }],
          };
    if (last && last.kind !== 'linear') ranges[before + 1] ??= stepRange(last, network, ranges, region);
    const slack =
      2 * gamma(network.outputs + 16, UNIT.float64) * row.reduce((sum, v, k) => sum + Math.abs(v) * sizes[k]!, 0);
    lower[i] = stepRange(step, network, ranges, region).lower[0]! - slack;
  }
  return lower;
}

/** Bounds of rows under the lines of a relaxed network: CROWN. */
export function crownRows(
  { network, region, relaxations, magnitudes }: Relaxed,
  { rows, a }: Specification,
): Float64Array {
  const objective = { value: network.last, m: rows, a: a.slice() };
  const lower = isSideBySide(network, relaxations, network.last)
    ? substituteRows(network, region, relaxations, objective)
    : substitute(network, region, relaxations, objective).lower;
  return lower.map((v, i) => v - roundingOf(magnitudes, network.last, a, i));
}

/**
 * Proven lower bounds of linear functions of a network's outputs over a region:
 *
 *     lower_i ≤ min { ⟨a_i, f(x)⟩ : x ∈ region }
 *
 * `interval`: interval arithmetic. `crown`: backward linear relaxation with adaptive slopes. `alpha-crown`: the slopes optimised for every row,
 * never below CROWN. They hold for f in exact arithmetic with the weights of the graph: computed in float64, lowered by a bound on the rounding of these sums; see
 * {@link floatError} for a network that is run in float32.
 *
 * @returns one bound a row, in the units of the outputs.
 * @throws FragilityError `engine/specification` for rows of another length than the outputs.
 * @example boundRows(network, ballRegion({ centre: x, radius: 0.1, norm: 'linf' }), marginsOf(0, network.outputs), { method: 'crown' })[0];
 */
export function boundRows(
  network: BoundNetwork,
  region: Region,
  specification: Specification,
  { method = 'alpha-crown', steps = 20, ...options }: BoundOptions = {},
): Float64Array {
  const { rows, a } = specification;
  if (a.length !== rows * network.outputs || region.lower.length !== network.inputs)
    throw new FragilityError(
      {
        given: `${a.length} coefficients in ${rows} rows and a region of ${region.lower.length} coordinates`,
        expected: `rows of ${network.outputs}, and ${network.inputs} coordinates`,
        remedy: 'give those of this network',
      },
      { where: 'engine/bounds', code: 'engine/specification', kind: 'failure' },
    );
  if (method === 'interval') return byIntervals(network, region, specification);
  const relaxed = relax(network, region, method === 'crown' ? options : { ...options, steps });
  return method === 'crown' ? crownRows(relaxed, specification) : optimise(relaxed, specification, { steps }).lower;
}

/**
 * Proven bounds of every output over a region: see {@link boundRows}.
 *
 * @example boundOutputs(network, region, { method: 'interval' }).upper[0];
 */
export function boundOutputs(network: BoundNetwork, region: Region, options: BoundOptions = {}): Range {
  const n = network.outputs;
  const a = new Float64Array(2 * n * n);
  for (let k = 0; k < n; k++) {
    a[k * n + k] = 1;
    a[(n + k) * n + k] = -1;
  }
  const lower = boundRows(network, region, { rows: 2 * n, a }, options);
  return { lower: lower.slice(0, n), upper: lower.slice(n).map((v) => -v) };
}
