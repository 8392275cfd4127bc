import type { Row } from '../batch.js';
import type { ConvexNorm } from '../types.js';
import { boundGroup, type Group } from './group.js';
import { newton, type Parts } from './newton.js';

/** min ‖Δ‖ subject to ⟨row_i, Δ⟩ ≤ limit_i and lower ≤ Δ ≤ upper; bounds may be infinite, the solution should be about 1 long. */
export interface NormProgram {
  readonly norm: ConvexNorm;
  readonly rows: readonly Row[];
  readonly limits: Row;
  readonly lower: Row;
  readonly upper: Row;
}

/** Iterations, the accuracy aimed at, and the accuracy that is enough where rounding ends the progress. */
const [ITERATIONS, AIM, ENOUGH] = [60, 1e-12, 1e-8];
/** Share of the way to the nearest wall that a step may go. */
const SHARE = 0.995;

/**
 * A smallest-norm point of a polytope by the primal-dual interior-point method with predictor and corrector, from an infeasible start.
 *
 *     min ½‖Δ‖₂²,  τ with |Δ_k| ≤ τ (L∞),  or Σ τ_k with |Δ_k| ≤ τ_k (L1)
 *
 * `stop` sees the row multipliers of every iterate and may end the method: they bound the solution from below, feasible or not.
 * Source: Mehrotra, SIAM Journal on Optimization 2(4), 1992.
 *
 * @returns Δ and the multipliers; null where it was stopped or did not converge, as where the polytope is empty.
 * @example interiorPoint({ norm: 'l2', rows: [Float64Array.of(-1)], limits: Float64Array.of(-1), lower: Float64Array.of(-9), upper: Float64Array.of(9) })?.step; // [1.0000…]
 */
export function interiorPoint(
  { norm, rows, limits, lower, upper }: NormProgram,
  stop: (multipliers: Row) => boolean = () => false,
): { step: Row; multipliers: Row } | null {
  const { abs, max, min } = Math;
  const [d, m] = [lower.length, rows.length];
  const x = new Float64Array(d);
  const tau = new Float64Array({ l2: 0, linf: 1, l1: d }[norm]).fill(1);
  const none = new Float64Array(d);
  const groups: Group[] = [
    boundGroup(1, upper),
    boundGroup(
      -1,
      lower.map((v) => -v),
    ),
    ...(norm === 'l2' ? [] : [boundGroup(1, none, tau), boundGroup(-1, none, tau)]),
  ];
  const [up, down] = [groups[2]?.weight ?? none, groups[3]?.weight ?? none];
  const slack = limits.map((v) => max(v, 1));
  const dual = new Float64Array(m).fill(1);
  const pairs = groups.reduce((sum, { pairs: count }) => sum + count, m);
  const gradient = new Float64Array(d);
  const capGradient = new Float64Array(tau.length);
  let found: { step: Row; multipliers: Row } | null = null;
  let least = ENOUGH;

  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    if (norm === 'l2') gradient.set(x);
    else gradient.fill(0);
    capGradient.fill(1);
    const missing = limits.slice();
    let [gap, infeasible, steepest] = [0, 0, 0];
    for (let i = 0; i < m; i++) {
      const [row, y] = [rows[i]!, dual[i]!];
      let sum = slack[i]!;
      for (let k = 0; k < d; k++) {
        gradient[k]! += y * row[k]!;
        sum += row[k]! * x[k]!;
      }
      missing[i]! -= sum;
      infeasible = max(infeasible, abs(missing[i]!));
      gap += slack[i]! * y;
    }
    for (const group of groups) {
      infeasible = max(infeasible, group.measure(x, gradient, capGradient));
      gap += group.gap();
    }
    for (let k = 0; k < d; k++) steepest = max(steepest, abs(gradient[k]!));
    for (let k = 0; k < tau.length; k++) steepest = max(steepest, abs(capGradient[k]!));
    const error = max(infeasible, steepest, gap);
    if (error < least) [found, least] = [{ step: x.slice(), multipliers: dual.slice() }, error];
    if (!(gap < 1e30) || least < AIM || (found && error > 1e3 * least)) return found;
    if (stop(dual)) return null;

    const box = groups[0]!.weight.map((w, k) => w + groups[1]!.weight[k]!);
    const solve = newton({ norm, rows, inverse: slack.map((s, i) => s / dual[i]!), box, up, down });
    const slackStep = new Float64Array(m);
    const dualStep = new Float64Array(m);
    /** Newton's step towards slack · dual = target − the product of the last steps; how far it may go. */
    const direction = (target: number): Parts & { primal: number; dualLength: number } => {
      const step = gradient.map((v) => -v);
      const cap = capGradient.map((v) => -v);
      for (const group of groups) group.push(target, step, cap);
      const aims = slack.map((s, i) => target - s * dual[i]! - slackStep[i]! * dualStep[i]!);
      const parts = { step, cap, multipliers: aims.map((aim, i) => aim / dual[i]! - missing[i]!) };
      solve(parts);
      let [primal, dualLength] = [1, 1];
      for (let i = 0; i < m; i++) {
        dualStep[i] = parts.multipliers[i]!;
        slackStep[i] = (aims[i]! - slack[i]! * dualStep[i]!) / dual[i]!;
        if (slackStep[i]! < 0) primal = min(primal, -slack[i]! / slackStep[i]!);
        if (dualStep[i]! < 0) dualLength = min(dualLength, -dual[i]! / dualStep[i]!);
      }
      for (const group of groups) {
        const lengths = group.follow(target, step, cap);
        primal = min(primal, lengths.primal);
        dualLength = min(dualLength, lengths.dual);
      }
      return { ...parts, primal, dualLength };
    };
    const predicted = direction(0);
    let ahead = groups.reduce((sum, group) => sum + group.gap(predicted.primal, predicted.dualLength), 0);
    for (let i = 0; i < m; i++)
      ahead += (slack[i]! + predicted.primal * slackStep[i]!) * (dual[i]! + predicted.dualLength * dualStep[i]!);
    const { step, cap, primal, dualLength } = direction((gap / pairs) * (ahead / gap) ** 3);
    const both = norm === 'l2' ? min(primal, dualLength) : 1;
    const [forward, upward] = [min(1, SHARE * min(primal, both)), min(1, SHARE * min(dualLength, both))];
    for (let k = 0; k < d; k++) x[k]! += forward * step[k]!;
    for (let k = 0; k < tau.length; k++) tau[k]! += forward * cap[k]!;
    for (let i = 0; i < m; i++) {
      slack[i]! += forward * slackStep[i]!;
      dual[i]! += upward * dualStep[i]!;
    }
    for (const group of groups) group.move(forward, upward);
  }
  return found;
}
