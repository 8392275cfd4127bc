import {
  ascendInBall,
  ascendOnSphere,
  distance,
  extremePoint,
  normOf,
  projectBallBox,
  type AscentProblem,
  type Bounds,
  type Norm,
  type Row,
} from '@fragility/numerics';
import type { Space } from '../space.js';
import { ascendLinf, clampToEnds } from './ascend-linf.js';
import { ends, roundBounds, roundRow, unitRoundoff, type Precision } from './rounding.js';

/** Unit vector of largest ⟨g, v⟩; g itself where g is zero. */
function steepest(g: Row, norm: Norm): Row {
  const v = new Float64Array(g.length);
  if (norm === 'linf') return g.map(Math.sign);
  if (norm === 'l2') {
    const size = normOf(g, 'l2');
    return size > 0 ? g.map((value) => value / size) : v;
  }
  let largest = 0;
  for (let k = 1; k < g.length; k++) if (Math.abs(g[k]!) > Math.abs(g[largest]!)) largest = k;
  v[largest] = Math.sign(g[largest]!);
  return v;
}

/** x ← x + length · v/size, in place; x where the size is zero. */
function add(x: Row, v: Row, length: number, size: number): Row {
  const share = length / size;
  if (share < Infinity) for (let k = 0; k < x.length; k++) x[k]! += share * v[k]!;
  else if (size > 0) for (let k = 0; k < x.length; k++) x[k]! += length * (v[k]! / size);
  return x;
}

/**
 * The perturbation space of one input. L2 and L1 radii are shortened by the rounding error of the model's precision
 * and L∞ ends are rounded towards the input, so that no point leaves the budget when the model rounds it; rounding changes no
 * coordinate that is the input's, which is all that L0 counts.
 */
export function createSpace<N extends Norm>(input: Row, norm: N, given: Bounds, precision: Precision): Space<N> {
  const bounds = roundBounds(given, precision);
  const slack = unitRoundoff(precision) * normOf(input, norm);
  const relativeSlack = unitRoundoff(precision) + input.length * unitRoundoff('float64');
  const cached = new Map<number, { lower: Row; upper: Row }>();
  const endsAt = (radius: number): { lower: Row; upper: Row } => {
    const found = cached.get(radius) ?? ends(input, radius, bounds, precision);
    if (!cached.has(radius)) cached.clear();
    cached.set(radius, found);
    return found;
  };
  const safe = (radius: number): number =>
    norm === 'l0' ? radius : Math.max(0, radius * (1 - relativeSlack) - 2 * slack);
  const far = (x: Row): number =>
    distance(norm === 'l0' && precision === 'float32' ? roundRow(x, precision) : x, input, norm);

  const project = (x: Row, radius: number): Row => {
    if (norm !== 'linf' && radius < Infinity) return projectBallBox(x, input, safe(radius), norm, bounds, x);
    const { lower, upper } = endsAt(radius);
    return clampToEnds(x, lower, upper);
  };

  const extreme = (g: Row, radius: number, out: Row = new Float64Array(g.length)): Row => {
    if (norm !== 'linf') return extremePoint(g, input, safe(radius), norm, bounds, out);
    const { lower, upper } = endsAt(radius);
    for (let k = 0; k < out.length; k++) out[k] = g[k]! > 0 ? upper[k]! : g[k]! < 0 ? lower[k]! : input[k]!;
    return out;
  };

  /** Walks `length` towards the extreme point (Frank–Wolfe): stays inside, and is exact where coordinates saturate. */
  const walk = (x: Row, g: Row, length: number, radius: number): Row => {
    const goal = extreme(g, radius);
    const gap = distance(goal, x, norm);
    const share = gap > length ? length / gap : 1;
    for (let k = 0; k < x.length; k++) x[k] = share === 1 ? goal[k]! : x[k]! + share * (goal[k]! - x[k]!);
    return x;
  };

  /** L0: moves every coordinate by at most `length` towards the extreme point. */
  const approach = (x: Row, g: Row, length: number, radius: number): Row => {
    const goal = extreme(g, radius);
    for (let k = 0; k < x.length; k++) x[k]! += Math.max(-length, Math.min(length, goal[k]! - x[k]!));
    return project(x, radius);
  };

  const l2Step = (x: Row, slope: Row, length: number, radius: number): AscentProblem => ({
    from: x,
    slope,
    length,
    center: input,
    radius: safe(radius),
    bounds,
    out: x,
  });

  const ascend = (x: Row, g: Row, length: number, radius: number): Row => {
    if (norm === 'linf') {
      const { lower, upper } = endsAt(radius);
      return ascendLinf(x, g, length, lower, upper);
    }
    if (norm === 'l1' && Number.isFinite(radius)) return walk(x, g, length, radius);
    if (norm === 'l0') return approach(x, g, length, radius);
    if (norm === 'l2') return ascendInBall(l2Step(x, g, length, radius));
    return project(add(x, steepest(g, norm), length, 1), radius);
  };

  const orbit = (x: Row, g: Row, length: number, radius: number): Row => {
    if (norm === 'l2') return ascendOnSphere(l2Step(x, g, length, radius));
    add(x, steepest(g, norm), length, 1);
    for (let k = 0; k < x.length; k++) x[k]! -= input[k]!;
    return extreme(x, radius, x);
  };

  const space: Space<N> = {
    norm,
    bounds: bounds && Object.freeze([...bounds] as const),
    distance: far,
    steepest: (g) => steepest(g, norm),
    extreme,
    project,
    ascend,
    orbit,
    step: (x, v, length, radius) =>
      project(add(x.slice(), v, length, normOf(v, norm === 'l0' ? 'linf' : norm)), radius),
  };
  return Object.freeze(space);
}
