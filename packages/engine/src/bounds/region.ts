import { FragilityError, type Bounds, type ConvexNorm } from '@fragility/numerics';

/** Inputs that bounds hold for. */
export interface Region {
  /** The box around the region, coordinate by coordinate. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Whether the region is that box. */
  readonly isBox: boolean;
  /** Sizes that rounding errors grow with: max(|lower|, |upper|), and the radius of a ball besides. */
  readonly magnitude: Float64Array;
  /**
   * A lower bound of ⟨a_i, x⟩ over the region for each of m rows, exact but for rounding; writes the x where it is taken into `minimisers[m, d]`, where
   * given.
   */
  minima(a: Float64Array, m: number, out: Float64Array, minimisers?: Float64Array): void;
}

/**
 * The box {x : lower ≤ x ≤ upper}.
 *
 * @throws FragilityError `engine/region` for a lower end above its upper one.
 * @example boxRegion(Float64Array.of(0), Float64Array.of(1)).isBox; // true
 */
export function boxRegion(lower: Float64Array, upper: Float64Array): Region {
  const wrong = lower.findIndex((v, k) => !(v <= upper[k]!));
  if (wrong >= 0 || lower.length !== upper.length)
    throw new FragilityError(
      {
        given: `coordinate ${wrong} ranges from ${lower[wrong]} to ${upper[wrong]}`,
        expected: 'a lower end that is at most the upper one',
        remedy: 'exchange them',
      },
      { where: 'engine/bounds', code: 'engine/region', kind: 'input' },
    );
  const d = lower.length;
  return {
    lower,
    upper,
    isBox: true,
    magnitude: lower.map((v, k) => Math.max(Math.abs(v), Math.abs(upper[k]!))),
    minima: (a, m, out, minimisers) => {
      for (let i = 0; i < m; i++) {
        let sum = 0;
        for (let k = 0, at = i * d; k < d; k++, at++) {
          const factor = a[at]!;
          const x = factor >= 0 ? lower[k]! : upper[k]!;
          if (minimisers) minimisers[at] = x;
          if (factor !== 0) sum += factor * x;
        }
        out[i] = sum;
      }
    },
  };
}

/** Steps of the search for the multiplier of a ball's radius: a few suffice, as each fixes coordinates at their ends. */
const STEPS = 50;

/**
 * min over {‖δ‖_2 ≤ r, lo ≤ δ ≤ hi} of ⟨a, δ⟩, by its dual, which is a lower bound for every μ ≥ 0:
 *
 *     max_μ  Σ_k min over δ_k of (a_k δ_k + μ δ_k²/2) − μ r²/2,   δ_k = clamp(−a_k/μ, lo_k, hi_k)
 *
 * From μ = ‖a‖/r down, as if the coordinates at their ends stayed there: μ² ← Σ_free a_k² / (r² − Σ_ends δ_k²). Then ‖δ‖ ≤ r throughout.
 */
function euclidean(a: Float64Array, lo: Float64Array, hi: Float64Array, r: number, out: Float64Array): number {
  const length = Math.sqrt(a.reduce((sum, v) => sum + v * v, 0));
  if (length === 0) {
    out.fill(0);
    return 0;
  }
  const square = r * r;
  let mu = length / r;
  let used = 0;
  for (let step = 0; step < STEPS; step++) {
    let [free, ends] = [0, 0];
    for (let k = 0; k < a.length; k++) {
      const wanted = -a[k]! / mu;
      const own = Math.min(hi[k]!, Math.max(lo[k]!, wanted));
      out[k] = own;
      if (own === wanted) free += a[k]! * a[k]!;
      else ends += own * own;
    }
    used = free / (mu * mu) + ends;
    if (free === 0) {
      // The corner of the box is inside of the ball.
      if (ends <= square) mu = 0;
      break;
    }
    const next = ends < square ? Math.sqrt(free / (square - ends)) : mu;
    if (!(next < mu * (1 - 1e-15))) break;
    mu = next;
  }
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * out[k]!;
  return sum + (mu * (used - square)) / 2;
}

/** The size of the last coordinate that is used up when rooms are filled by size, largest first, until r is spent; 0 where it never is. */
function lastUsed(size: Float64Array, room: Float64Array, r: number): number {
  let pool = Array.from(size.keys()).filter((k) => size[k]! > 0 && room[k]! > 0);
  for (let left = r; pool.length > 0;) {
    const pivot = size[pool[pool.length >> 1]!]!;
    let [above, same] = [0, 0];
    for (const k of pool)
      if (size[k]! > pivot) above += room[k]!;
      else if (size[k] === pivot) same += room[k]!;
    if (above >= left) pool = pool.filter((k) => size[k]! > pivot);
    else if (above + same >= left) return pivot;
    else {
      left -= above + same;
      pool = pool.filter((k) => size[k]! < pivot);
    }
  }
  return 0;
}

/**
 * min over {‖δ‖_1 ≤ r, lo ≤ δ ≤ hi} of ⟨a, δ⟩: the coordinates with the largest |a_k| are used up first. The value is that of the dual at the last
 * of them, a lower bound for every μ ≥ 0:  −Σ_k max(0, |a_k| − μ) room_k − μ r.
 */
function taxicab(a: Float64Array, lo: Float64Array, hi: Float64Array, r: number, out: Float64Array): number {
  const size = a.map(Math.abs);
  const room = a.map((v, k) => (v > 0 ? -lo[k]! : hi[k]!));
  const mu = lastUsed(size, room, r);
  let [sum, left] = [-mu * r, r];
  for (let k = 0; k < a.length; k++) {
    out[k] = size[k]! > mu ? -Math.sign(a[k]!) * room[k]! : 0;
    if (size[k]! <= mu) continue;
    left -= room[k]!;
    sum -= (size[k]! - mu) * room[k]!;
  }
  for (let k = 0; k < a.length && mu > 0 && left > 0; k++) {
    if (size[k] !== mu) continue;
    const length = Math.min(left, room[k]!);
    out[k] = -Math.sign(a[k]!) * length;
    left -= length;
  }
  return sum;
}

export interface Ball {
  readonly centre: Float64Array;
  readonly radius: number;
  readonly norm: ConvexNorm;
  /** The box that the ball is cut with; null for the whole ball. */
  readonly bounds?: Bounds;
}

/** Widens an end of a sum by its rounding. */
const outwards = (sum: number, sign: 1 | -1): number => sum + sign * Math.abs(sum) * 2 ** -52;

/**
 * {x : ‖x − centre‖ ≤ radius} ∩ bounds.
 *
 * @throws FragilityError `engine/region` for a radius that is negative or not finite.
 * @example ballRegion({ centre: Float64Array.of(0.5), radius: 0.1, norm: 'l2' }).lower; // [0.4]
 */
export function ballRegion({ centre, radius, norm, bounds = null }: Ball): Region {
  if (!(radius >= 0) || radius === Infinity)
    throw new FragilityError(
      { given: `radius is ${radius}`, expected: 'a finite number ≥ 0', remedy: 'correct it' },
      { where: 'engine/bounds', code: 'engine/region', kind: 'input' },
    );
  const [least, most] = bounds ?? [-Infinity, Infinity];
  const lower = centre.map((v) => Math.min(v, Math.max(least, outwards(v - radius, -1))));
  const upper = centre.map((v) => Math.max(v, Math.min(most, outwards(v + radius, 1))));
  if (norm === 'linf' || radius === 0) return boxRegion(lower, upper);
  const d = centre.length;
  const lo = lower.map((v, k) => v - centre[k]!);
  const hi = upper.map((v, k) => v - centre[k]!);
  const inside = bounds !== null;
  const step = new Float64Array(d);
  /** Without a box the dual norm is the value. */
  const whole = (a: Float64Array): number => {
    let largest = 0;
    let square = 0;
    for (let k = 0; k < d; k++) {
      square += a[k]! * a[k]!;
      if (Math.abs(a[k]!) > Math.abs(a[largest]!)) largest = k;
    }
    const length = norm === 'l2' ? Math.sqrt(square) : Math.abs(a[largest]!);
    if (norm === 'l1') step.fill(0)[largest] = a[largest]! > 0 ? -radius : radius;
    else for (let k = 0; k < d; k++) step[k] = length > 0 ? (-a[k]! * radius) / length : 0;
    return -radius * length;
  };
  const solve = norm === 'l2' ? euclidean : taxicab;
  return {
    lower,
    upper,
    isBox: false,
    magnitude: lower.map((v, k) => Math.max(Math.abs(v), Math.abs(upper[k]!)) + radius),
    minima: (a, m, out, minimisers) => {
      for (let i = 0; i < m; i++) {
        const row = a.subarray(i * d, (i + 1) * d);
        let sum = inside ? solve(row, lo, hi, radius, step) : whole(row);
        for (let k = 0; k < d; k++) {
          sum += row[k]! * centre[k]!;
          if (minimisers) minimisers[i * d + k] = centre[k]! + step[k]!;
        }
        out[i] = sum;
      }
    },
  };
}
