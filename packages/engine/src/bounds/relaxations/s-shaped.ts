import { fixed, type Curve, type Line } from './curve.js';

/** An increasing function that is convex below 0 and concave above it. */
interface Smooth {
  readonly name: string;
  readonly lipschitz: number;
  value(z: number): number;
  slope(z: number): number;
  /** φ″. */
  bend(z: number): number;
}

/** Halvings of the interval that the tangent point through an end lies in. */
const HALVINGS = 60;
/** What values and slopes may be off by, rounding and the error of exp and tanh: lines are moved outwards by it. */
const ROUNDING = 2 ** -49;

/**
 * The nearest point from 0 on at which a tangent is above φ(l) at l, for l < 0: tangents from there on are above φ on [l, ∞). Infinity where
 * none before `most` is.
 */
function touching({ value, slope }: Smooth, l: number, most: number): number {
  const above = (t: number): boolean => value(t) + slope(t) * (l - t) >= value(l);
  if (!above(most)) return Infinity;
  let [low, high] = [0, most];
  for (let k = 0; k < HALVINGS; k++) {
    const middle = (low + high) / 2;
    if (above(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Where the tangent points of lines above φ on [l, u] lie; null where only the secant is there. */
function tangentPoints(smooth: Smooth, l: number, u: number): readonly [number, number] | null {
  if (l >= 0) return [l, u];
  if (u <= 0) return null;
  const first = touching(smooth, l, u);
  return first === Infinity ? null : [first, u];
}

/**
 * φ increasing, odd up to a constant, convex below 0 and concave above: tanh and the sigmoid. The upper line is the secant where that is above φ,
 * and else a tangent between the one through (l, φ(l)) and the one at u; the lower line is its mirror image. CROWN takes the tangent in
 * the middle of [l, u], or the outermost that is valid. Source: Zhang et al., NeurIPS 2018, arXiv:1811.00866.
 */
function sShaped(smooth: Smooth): Curve {
  const { value, slope, bend } = smooth;
  const centre = value(0);
  const mirrored: Smooth = {
    ...smooth,
    value: (z) => 2 * centre - value(-z),
    slope: (z) => slope(-z),
    bend: (z) => -bend(-z),
  };
  /** The line above `of` on [l, u]. */
  const above = (of: Smooth, l: number, u: number, p: number, out: Line): void => {
    const points = tangentPoints(of, l, u);
    const slack = ROUNDING * (1 + Math.max(Math.abs(l), Math.abs(u)));
    if (points === null || u - l < 1e-12) {
      const rise = u - l < 1e-12 ? 0 : (of.value(u) - of.value(l)) / (u - l);
      const top = u - l < 1e-12 ? of.value(u) : Math.max(of.value(u) - rise * u, of.value(l) - rise * l);
      return fixed(out, rise, top + slack);
    }
    const [first, last] = points;
    const t = first + (last - first) * p;
    const [rise, curvature] = [of.slope(t), of.bend(t) * (last - first)];
    out.slope = rise;
    out.intercept = of.value(t) - rise * t + slack;
    out.slopeBy = curvature;
    out.interceptBy = -curvature * t;
  };
  return {
    name: smooth.name,
    lipschitz: smooth.lipschitz,
    piecewise: false,
    value,
    slope: (z) => smooth.slope(z),
    below: (z) => value(z) - ROUNDING,
    above: (z) => value(z) + ROUNDING,
    isFree: (l, u, side) =>
      u - l >= 1e-12 && (side === 'upper' ? tangentPoints(smooth, l, u) : tangentPoints(mirrored, -u, -l)) !== null,
    start: (l, u, side) => {
      const points = side === 'upper' ? tangentPoints(smooth, l, u) : tangentPoints(mirrored, -u, -l);
      if (!points || points[1] <= points[0]) return 0;
      const middle = (side === 'upper' ? l + u : -l - u) / 2;
      return Math.max(0, (middle - points[0]) / (points[1] - points[0]));
    },
    line: (l, u, p, side, out) => {
      if (side === 'upper') return above(smooth, l, u, p, out);
      above(mirrored, -u, -l, p, out);
      out.intercept = 2 * centre - out.intercept;
      out.interceptBy = -out.interceptBy;
    },
  };
}

/** tanh z. */
export const tanh: Curve = /* @__PURE__ */ sShaped({
  name: 'tanh',
  lipschitz: 1,
  value: Math.tanh,
  slope: (z) => 1 - Math.tanh(z) ** 2,
  bend: (z) => -2 * Math.tanh(z) * (1 - Math.tanh(z) ** 2),
});

const logistic = (z: number): number => 1 / (1 + Math.exp(-z));

/** 1 / (1 + e^−z). */
export const sigmoid: Curve = /* @__PURE__ */ sShaped({
  name: 'sigmoid',
  lipschitz: 0.25,
  value: logistic,
  slope: (z) => logistic(z) * (1 - logistic(z)),
  bend: (z) => logistic(z) * (1 - logistic(z)) * (1 - 2 * logistic(z)),
});
