import { optimise, type Split } from '@fragility/engine';
import { nearestOnHyperplane } from '@fragility/numerics';
import type { Cut } from './cut.js';
import { carried, type Frame, type State } from './frame.js';
import type { Problem } from '../problem.js';

/** A unit that may be split. */
export interface Unit {
  readonly step: number;
  readonly unit: number;
}

/** A part of the region, where the splits hold, before it is bounded. */
export interface Part {
  readonly goal: number;
  readonly splits: readonly Split[];
  /** What its parent's bound ended with, one for each row of the goal. */
  readonly from?: readonly State[];
  /** What is proven of a part around it. */
  readonly around?: Pick<Domain, 'lower' | 'radius'>;
}

/** A part that is bounded. */
export interface Domain {
  readonly goal: number;
  readonly splits: readonly Split[];
  readonly frame: Frame;
  readonly states: readonly State[];
  /** Proven: the goal's largest row is at least this on the part. */
  readonly lower: number;
  /** Proven: no input of the part nearer to the centre reaches the goal; 0 where the region is no ball. */
  readonly radius: number;
  /** Units to split, by what their relaxation gives away, the most first. */
  readonly candidates: readonly Unit[];
  /** Where the relaxed goal is least. */
  readonly minimiser: Float64Array;
  /** A linear function below the goal on the part: inputs where it is above 0 do not reach the goal. */
  readonly below: Cut;
}

/** Units that are looked at more closely before one of them is split. */
const CANDIDATES = 8;

/** The undecided units of a part that give away most; where none gives anything away, the one that may differ most. */
export function candidatesOf(
  { ranges, open }: Frame,
  splits: readonly Split[],
  looseness: (step: number, unit: number) => number,
): Unit[] {
  const isSplit = new Set(splits.map(({ step, unit }) => `${step} ${unit}`));
  const all = open.flatMap((units, step) => {
    if (!units) return [];
    const { lower, upper } = ranges[step]!;
    return Array.from(units)
      .filter((unit) => !isSplit.has(`${step} ${unit}`))
      .map((unit) => ({
        step,
        unit,
        loose: looseness(step, unit),
        width: Math.min(upper[unit]!, -lower[unit]!),
      }));
  });
  const loose = all.filter((each) => each.loose > 1e-12);
  if (loose.length > 0) return loose.sort((a, b) => b.loose - a.loose).slice(0, CANDIDATES);
  return all.sort((a, b) => b.width - a.width).slice(0, 1);
}

/** The distance up to which a linear function of the input stays above 0, a little less for what rounds. */
function radiusOf({ ball }: Problem, { normal, offset }: Cut): number {
  if (!ball) return 0;
  const { centre, norm, bounds = null } = ball;
  const nearest = nearestOnHyperplane({ normal, offset, from: centre, norm, bounds });
  return nearest ? nearest.distance * (1 - 1e-12) : Infinity;
}

/** Bounds parts under one relaxation, all rows at a time; without candidates where they are not to be split (`isLast`). */
export function boundParts(
  problem: Problem,
  frame: Frame,
  parts: readonly Part[],
  steps: number,
  isLast = false,
): Domain[] {
  const { network, goals } = problem;
  const n = network.outputs;
  const rows = parts.flatMap((part, p) =>
    Array.from(goals[part.goal]!.constants, (constant, r) => ({ part, p, r, constant, goal: goals[part.goal]! })),
  );
  const a = new Float64Array(rows.length * n);
  rows.forEach(({ goal, r }, i) => a.set(goal.a.subarray(r * n, (r + 1) * n), i * n));
  const found = optimise(
    frame.relaxed,
    { rows: rows.length, a },
    {
      steps,
      splits: rows.map(({ part }) => frame.numbered(part.splits)),
      start: rows.map(({ part: { from, splits }, r }) => from && carried(from[r]!, frame, splits)),
      enough: rows.every(({ constant }) => constant === 0) ? 0 : Infinity,
    },
  );
  const d = network.inputs;
  const { sizes } = frame.relaxed.network;
  const loose = isLast ? [] : found.looseness();
  const places = frame.units.map((own) => own && new Map(Array.from(own, (unit, k) => [unit, k])));
  let first = 0;
  return parts.map((part) => {
    const { constants } = goals[part.goal]!;
    const own = Array.from(constants, (constant, r) => {
      const sum = found.lower[first + r]! + constant;
      return constant === 0 ? sum : sum - Math.abs(sum) * 2 ** -52;
    });
    const best = own.reduce((most, v, r) => (v > own[most]! ? r : most), 0);
    const row = first + best;
    first += own.length;
    const below = {
      normal: found.normals.slice(row * d, (row + 1) * d),
      offset: found.offsets[row]! + constants[best]!,
    };
    const looseness = (step: number, unit: number): number =>
      loose[step]?.[row * sizes[step + 1]! + (places[step]?.get(unit) ?? unit)] ?? 0;
    return {
      goal: part.goal,
      splits: part.splits,
      frame,
      states: own.map((_, r) => ({ frame, splits: part.splits, optimised: found.states[row - best + r]! })),
      // Where the frame has cuts, inputs outside of them have heights above 0, and no bound but that.
      lower: Math.max(
        part.around?.lower ?? -Infinity,
        frame.cuts.length > 0 && own[best]! > 0 ? Number.MIN_VALUE : own[best]!,
      ),
      radius: isLast ? 0 : Math.max(part.around?.radius ?? 0, radiusOf(problem, below)),
      below,
      candidates: isLast ? [] : candidatesOf(frame, part.splits, looseness),
      minimiser: found.minimisers.slice(row * d, (row + 1) * d),
    };
  });
}

/** Parts by the frame that they are bounded under. */
export function byFrame(parts: readonly Part[]): Part[][] {
  const groups = new Map<Frame, Part[]>();
  for (const part of parts) {
    const { frame } = part.from![0]!;
    groups.set(frame, [...(groups.get(frame) ?? []), part]);
  }
  return [...groups.values()];
}
