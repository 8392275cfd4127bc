import type { BoundNetwork, LinearStep } from '../network.js';
import type { Region } from '../region.js';
import type { Lines, Mixtures, Picks, Relaxation } from './relaxation.js';

/** A linear function of a value for each of m rows, of which lower bounds are sought. */
export interface Objective {
  readonly value: number;
  readonly m: number;
  /** Coefficients `[m, size of the value]`. */
  readonly a: Float64Array;
}

/** Products with the first linear maps that are kept from call to call, and of what: only differences are multiplied again. */
export type Kept = Map<object, { readonly a: Float64Array; readonly pulled: Float64Array }>;

export interface SubstituteOptions {
  /** Added to the coefficients before the activation of each step, `[m, n]`: multipliers of split constraints. */
  readonly multipliers?: readonly (Float64Array | undefined)[];
  /** Whether the coefficients behind the activations are wanted. */
  readonly keep?: boolean;
  readonly kept?: Kept;
  readonly minimisers?: Float64Array;
}

export interface Substituted {
  /** A lower bound of each row over the region, without the multipliers' offsets. */
  readonly lower: Float64Array;
  /** Coefficients of the outputs of every activation and maximum, by step, where wanted. */
  readonly coefficients: readonly (Float64Array | undefined)[];
  /** The linear functions of the input that are below the rows: ⟨normal, x⟩ + offset, normals `[m, d]`. */
  readonly normals: Float64Array;
  readonly offsets: Float64Array;
}

function throughLines(lines: Lines, a: Float64Array, to: Float64Array, constant: Float64Array, n: number): void {
  const { stride, lowerSlope, lowerIntercept, upperSlope, upperIntercept } = lines;
  for (let i = 0; i < constant.length; i++) {
    const own = stride === 0 ? 0 : i * n;
    let sum = 0;
    for (let k = 0, at = i * n; k < n; k++, at++) {
      const factor = a[at]!;
      if (factor === 0) continue;
      const line = own + k;
      if (factor > 0) {
        to[at]! += factor * lowerSlope[line]!;
        sum += factor * lowerIntercept[line]!;
      } else {
        to[at]! += factor * upperSlope[line]!;
        sum += factor * upperIntercept[line]!;
      }
    }
    constant[i]! += sum;
  }
}

function throughPicks(
  { below, above, ceiling }: Picks,
  a: Float64Array,
  to: Float64Array,
  constant: Float64Array,
  width: number,
): void {
  const n = below.length;
  for (let i = 0; i < constant.length; i++) {
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k]!;
      if (factor === 0) continue;
      const pick = factor > 0 ? below[k]! : above[k]!;
      if (pick >= 0) to[i * width + pick]! += factor;
      else constant[i]! += factor * ceiling[k]!;
    }
  }
}

function throughMixtures(
  { starts, inputs, weights, above, ceiling }: Mixtures,
  a: Float64Array,
  to: Float64Array,
  constant: Float64Array,
  width: number,
): void {
  const [n, size] = [above.length, inputs.length];
  for (let i = 0; i < constant.length; i++)
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k]!;
      if (factor === 0) continue;
      if (factor < 0 && above[k]! >= 0) to[i * width + above[k]!]! += factor;
      else if (factor < 0) constant[i]! += factor * ceiling[k]!;
      else
        for (let e = starts[k]!; e < starts[k + 1]!; e++)
          to[i * width + inputs[e]!]! += factor * weights[i * size + e]!;
    }
}

function throughBias({ bias }: LinearStep, a: Float64Array, constant: Float64Array): void {
  const n = bias.length;
  for (let i = 0; i < constant.length; i++) {
    let sum = 0;
    for (let k = 0, at = i * n; k < n; k++, at++) sum += a[at]! * bias[k]!;
    constant[i]! += sum;
  }
}

/**
 * Backward substitution: rows of a linear function of a value become linear functions of the input that are below them on the region, whose minima
 * are lower bounds.
 *
 *     a ← a W through a linear step;   a_k ← a_k · (lower slope where a_k > 0, else upper slope) through an activation
 *
 * Source: Zhang et al., NeurIPS 2018, arXiv:1811.00866; with multipliers of splits: Wang et al., NeurIPS 2021, arXiv:2103.06624.
 */
export function substitute(
  { steps, sizes }: BoundNetwork,
  region: Region,
  relaxations: readonly (Relaxation | undefined)[],
  { value, m, a }: Objective,
  { multipliers, keep = false, kept, minimisers }: SubstituteOptions = {},
): Substituted {
  const constant = new Float64Array(m);
  const values: (Float64Array | undefined)[] = [];
  const coefficients: (Float64Array | undefined)[] = [];
  values[value] = a;
  const at = (from: number): Float64Array => (values[from] ??= new Float64Array(m * sizes[from]!));
  for (let v = value; v > 0; v--) {
    const own = values[v];
    if (!own) continue;
    const step = steps[v - 1]!;
    if (step.kind === 'linear') {
      throughBias(step, own, constant);
      for (const term of step.terms) {
        if (term.from > 0 || !kept) term.map.pull(own, at(term.from), m);
        else {
          const known = kept.get(term) ?? { a: new Float64Array(own.length), pulled: new Float64Array(m * sizes[0]!) };
          kept.set(term, known);
          const moved = own.map((c, k) => c - known.a[k]!);
          term.map.pull(moved, known.pulled, m);
          known.a.set(own);
          const to = at(0);
          for (let k = 0; k < to.length; k++) to[k]! += known.pulled[k]!;
        }
      }
    } else if (step.kind === 'activation') {
      const to = at(step.from);
      throughLines(relaxations[v - 1] as Lines, own, to, constant, sizes[v]!);
      const extra = multipliers?.[v - 1];
      if (extra) for (let k = 0; k < to.length; k++) to[k]! += extra[k]!;
    } else {
      const relaxation = relaxations[v - 1];
      const width = sizes[step.from]!;
      if (relaxation?.kind === 'mixtures') throughMixtures(relaxation, own, at(step.from), constant, width);
      else throughPicks(relaxation as Picks, own, at(step.from), constant, width);
    }
    if (keep && step.kind !== 'linear') coefficients[v - 1] = own;
    if (v !== value) values[v] = undefined;
  }
  const lower = new Float64Array(m);
  region.minima(at(0), m, lower, minimisers);
  for (let i = 0; i < m; i++) lower[i]! += constant[i]!;
  return { lower, coefficients, normals: at(0), offsets: constant };
}
