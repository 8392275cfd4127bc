import type { Row } from '../batch.js';

/** One inequality for every coordinate, with slacks and multipliers: sign·Δ_k [− τ_k] + slack_k = limit_k; absent where the limit is infinite. */
export interface Group {
  /** Number of inequalities. */
  readonly pairs: number;
  /** dual/slack; 0 where there is none. */
  readonly weight: Row;
  /** Adds the multipliers to the gradients of the Lagrangian; returns the largest residual. */
  measure(x: Row, gradient: Row, capGradient: Row): number;
  /** Σ slack · dual, after steps of these lengths. */
  gap(primal?: number, dual?: number): number;
  /** Adds to the right-hand sides what aiming at slack · dual = target asks of them. */
  push(target: number, right: Row, rightCap: Row): void;
  /** Takes the steps of slacks and multipliers that belong to those of Δ and τ; how far they may go. */
  follow(target: number, step: Row, cap: Row): { primal: number; dual: number };
  move(primal: number, dual: number): void;
}

/** A group of bounds; with `tau`, shared (length 1) or one per coordinate, a group of caps. */
export function boundGroup(sign: 1 | -1, limit: Row, tau?: Row): Group {
  const { abs, max, min } = Math;
  const at = Int32Array.from(limit.keys()).filter((k) => limit[k]! < Infinity);
  const own = (tau?.length ?? 0) > 1;
  const empty = (): Row => new Float64Array(limit.length);
  const [slack, dual, residual, slackStep, dualStep, weight] = [
    limit.map((v) => max(v, 1)),
    empty().fill(1),
    empty(),
    empty(),
    empty(),
    empty(),
  ];
  const aim = (k: number, target: number): number => target - slack[k]! * dual[k]! - slackStep[k]! * dualStep[k]!;
  return {
    pairs: at.length,
    weight,
    measure: (x, gradient, capGradient) => {
      let largest = 0;
      for (let i = 0; i < at.length; i++) {
        const k = at[i]!;
        const c = own ? k : 0;
        gradient[k]! += sign * dual[k]!;
        residual[k] = limit[k]! - slack[k]! - sign * x[k]!;
        if (tau) {
          residual[k]! += tau[c]!;
          capGradient[c]! -= dual[k]!;
        }
        weight[k] = dual[k]! / slack[k]!;
        slackStep[k] = dualStep[k] = 0;
        largest = max(largest, abs(residual[k]!));
      }
      return largest;
    },
    gap: (primal = 0, length = 0) => {
      let sum = 0;
      for (let i = 0; i < at.length; i++) {
        const k = at[i]!;
        sum += (slack[k]! + primal * slackStep[k]!) * (dual[k]! + length * dualStep[k]!);
      }
      return sum;
    },
    push: (target, right, rightCap) => {
      for (let i = 0; i < at.length; i++) {
        const k = at[i]!;
        const push = (aim(k, target) - dual[k]! * residual[k]!) / slack[k]!;
        right[k]! -= sign * push;
        if (tau) rightCap[own ? k : 0]! += push;
      }
    },
    follow: (target, step, cap) => {
      let [primal, length] = [1, 1];
      for (let i = 0; i < at.length; i++) {
        const k = at[i]!;
        const goal = aim(k, target);
        const move = residual[k]! - sign * step[k]! + (tau ? cap[own ? k : 0]! : 0);
        slackStep[k] = move;
        dualStep[k] = (goal - dual[k]! * move) / slack[k]!;
        if (move < 0) primal = min(primal, -slack[k]! / move);
        if (dualStep[k]! < 0) length = min(length, -dual[k]! / dualStep[k]!);
      }
      return { primal, dual: length };
    },
    move: (primal, length) => {
      for (let i = 0; i < at.length; i++) {
        const k = at[i]!;
        slack[k]! += primal * slackStep[k]!;
        dual[k]! += length * dualStep[k]!;
      }
    },
  };
}
