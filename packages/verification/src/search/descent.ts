import type { DifferentiableClassifier } from '@fragility/model';
import type { Random } from '@fragility/numerics';
import { heightOf, violation } from '../original/halfspaces.js';
import type { Case } from '../property/property.js';

/** Points in the box of a case. */
export interface Points {
  /** `[n, inputs]`. */
  readonly x: Float64Array;
  /** How far each is from being unsafe. */
  readonly violations: Float64Array;
}

const STEPS = 40;

/** Length of the first and the last step, as a share of the box. */
const [FIRST, LAST] = [0.15, 0.003];

/** Share of random coordinates at an end of their range: counterexamples often lie there. */
const AT_ENDS = 0.6;

/**
 * Random points of a box, each coordinate at one of its ends with probability 0.6.
 *
 * @example randomPoints({ lower: Float64Array.of(0), upper: Float64Array.of(1) }, 3, random(1)).length; // 3
 */
export function randomPoints(
  { lower, upper }: Pick<Case, 'lower' | 'upper'>,
  n: number,
  { uniform }: Random,
): Float64Array {
  const x = new Float64Array(n * lower.length);
  for (let i = 0, at = 0; i < n; i++)
    for (let k = 0; k < lower.length; k++, at++) {
      const where = (uniform() - AT_ENDS / 2) / (1 - AT_ENDS);
      x[at] = lower[k]! + Math.min(1, Math.max(0, where)) * (upper[k]! - lower[k]!);
    }
  return x;
}

/**
 * Signed gradient descent on how far outputs are from being unsafe, all points at a time; the best of each.
 *
 *     x ← clamp( x − η_t (upper − lower) sign ∇ Σ_{i : h_i > 0} h_i(f(x)) ),   η_t from 0.15 to 0.003
 *
 * Point i descends on list i mod (number of lists). The points that are given are written over.
 *
 * Source: Madry et al., ICLR 2018, arXiv:1706.06083, with the loss of the half-spaces that are not reached.
 */
export async function descend(
  model: DifferentiableClassifier,
  { lower, upper, unsafe }: Case,
  x: Float64Array,
  isOver: () => boolean,
): Promise<Points> {
  const [d, k] = [lower.length, model.classes];
  const n = x.length / d;
  const best = x.slice();
  const violations = new Float64Array(n).fill(Infinity);
  const cotangent = { data: new Float64Array(n * k), shape: [n, k] };
  for (let step = 0; step <= STEPS; step++) {
    const { logits, backward } = await model.vjp({ data: x, shape: [n, ...model.inputShape] });
    cotangent.data.fill(0);
    for (let i = 0; i < n; i++) {
      const reached = violation(unsafe, logits.data, i * k);
      if (reached < violations[i]!) {
        violations[i] = reached;
        best.set(x.subarray(i * d, (i + 1) * d), i * d);
      }
      for (const halfspace of unsafe[i % unsafe.length]!)
        if (!(heightOf(halfspace, logits.data, i * k) <= 0))
          for (const [j, coefficient] of halfspace.terms) cotangent.data[i * k + j]! += coefficient;
    }
    if (step === STEPS || isOver() || violations.some((v) => v <= 0)) break;
    const { data: gradient } = await backward(cotangent);
    const length = FIRST * (LAST / FIRST) ** (step / (STEPS - 1));
    for (let at = 0; at < x.length; at++) {
      const c = at % d;
      const moved = x[at]! - length * (upper[c]! - lower[c]!) * Math.sign(gradient[at]!);
      x[at] = Math.min(upper[c]!, Math.max(lower[c]!, moved));
    }
  }
  return { x: best, violations };
}
