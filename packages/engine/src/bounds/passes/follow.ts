import type { BoundNetwork } from '../network.js';
import type { Mixtures, Picks, Relaxation } from './relaxation.js';
import type { Kept } from './substitute.js';

export interface Followed {
  readonly relaxations: readonly (Relaxation | undefined)[];
  /** Coefficients behind every activation and maximum, which say on which line each unit is. */
  readonly coefficients: readonly (Float64Array | undefined)[];
  /** Inputs `[m, d]`. */
  readonly x: Float64Array;
  readonly m: number;
  /** The last value that is asked for. */
  readonly until: number;
  /** Coordinates of a value that are needed; all where left out. */
  readonly wanted?: readonly (Int32Array | undefined)[];
  /** Products with the first linear maps that are kept from call to call: only differences of the inputs are multiplied again. */
  readonly kept?: Kept;
}

/** What a substitution put below and above each maximum, for inputs `before` it. */
function throughMaximum(
  relaxation: Picks | Mixtures,
  coefficients: Float64Array | undefined,
  before: Float64Array,
  width: number,
  out: Float64Array,
): void {
  const { above, ceiling } = relaxation;
  const n = above.length;
  for (let at = 0; at < out.length; at++) {
    const [row, k] = [Math.floor(at / n), at % n];
    if (coefficients && coefficients[at]! < 0) out[at] = above[k]! < 0 ? ceiling[k]! : before[row * width + above[k]!]!;
    else if (relaxation.kind === 'picks') out[at] = before[row * width + relaxation.below[k]!]!;
    else {
      const { starts, inputs, weights } = relaxation;
      for (let e = starts[k]!; e < starts[k + 1]!; e++)
        out[at]! += weights[row * inputs.length + e]! * before[row * width + inputs[e]!]!;
    }
  }
}

/**
 * Inputs taken forward through the lines that a substitution chose: the values behind each step, the last of which have the substitution's bound as their row's product.
 * They are the derivatives of the bound by the coefficients of the values.
 */
export function follow(
  { steps, sizes }: BoundNetwork,
  { relaxations, coefficients, x, m, until, wanted, kept }: Followed,
): readonly (Float64Array | undefined)[] {
  const values: (Float64Array | undefined)[] = [x];
  for (let v = 1; v <= until; v++) {
    const step = steps[v - 1]!;
    const n = sizes[v]!;
    const out = new Float64Array(m * n);
    values.push(out);
    if (step.kind === 'linear') {
      for (let i = 0; i < m; i++) out.set(step.bias, i * n);
      for (const term of step.terms) {
        if (term.from > 0 || !kept) term.map.apply(values[term.from]!, out, m, wanted?.[v]);
        else {
          const known = kept.get(term) ?? { a: new Float64Array(x.length), pulled: new Float64Array(m * n) };
          kept.set(term, known);
          term.map.apply(
            x.map((c, k) => c - known.a[k]!),
            known.pulled,
            m,
            wanted?.[v],
          );
          known.a.set(x);
          for (let k = 0; k < out.length; k++) out[k]! += known.pulled[k]!;
        }
      }
      continue;
    }
    const before = values[step.from]!;
    const relaxation = relaxations[v - 1]!;
    const own = coefficients[v - 1];
    if (relaxation.kind !== 'lines') {
      throughMaximum(relaxation, own, before, sizes[step.from]!, out);
      continue;
    }
    const { stride, lowerSlope, lowerIntercept, upperSlope, upperIntercept } = relaxation;
    for (let i = 0; i < m; i++)
      for (let k = 0, at = i * n; k < n; k++, at++) {
        const line = stride === 0 ? k : at;
        const isBelow = own !== undefined && own[at]! > 0;
        out[at] = isBelow
          ? lowerSlope[line]! * before[at]! + lowerIntercept[line]!
          : upperSlope[line]! * before[at]! + upperIntercept[line]!;
      }
  }
  return values;
}
