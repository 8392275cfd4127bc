import { fixed, type Curve } from './curve.js';

/** Relative rounding error of an intercept of a few operations, with room. */
const ROUNDING = 2 ** -50;

/**
 * φ(z) = max(z, s z), 0 ≤ s ≤ 1: the rectifier for s = 0. Where l < 0 < u,
 *
 *     lower:  (s + (1 − s) p) z;   upper:  s z + (1 − s) u (z − l) / (u − l)
 *
 * The lower slope that CROWN takes is 1 where u > −l, and s else. Source: Zhang et al., NeurIPS 2018, arXiv:1811.00866; p optimised: Xu et al., ICLR 2021, arXiv:2011.13824.
 *
 * @example rectifier(0).value(-3); // 0
 */
export function rectifier(slope: number): Curve {
  const unstable = (l: number, u: number): boolean => l < 0 && u > 0;
  const value = (z: number): number => (z > 0 ? z : slope * z);
  return {
    name: slope === 0 ? 'relu' : 'leaky-relu',
    value,
    slope: (z) => (z > 0 ? 1 : slope),
    below: slope === 0 || slope === 1 ? value : (z) => value(z) - 2 ** -52 * Math.abs(value(z)),
    above: slope === 0 || slope === 1 ? value : (z) => value(z) + 2 ** -52 * Math.abs(value(z)),
    lipschitz: 1,
    piecewise: true,
    isFree: (l, u, side) => side === 'lower' && slope < 1 && unstable(l, u),
    start: (l, u) => (u > -l ? 1 : 0),
    line: (l, u, p, side, out) => {
      if (l >= 0) return fixed(out, 1, 0);
      if (u <= 0) return fixed(out, slope, 0);
      if (side === 'lower') {
        fixed(out, slope + (1 - slope) * p, 0);
        out.slopeBy = 1 - slope;
        return;
      }
      const rise = ((1 - slope) * u) / (u - l);
      fixed(out, slope + rise, -rise * l + ROUNDING * (u - slope * l - rise * l));
    },
  };
}
