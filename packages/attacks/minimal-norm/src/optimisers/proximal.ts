import { normOf, type ConvexNorm, type Row } from '@fragility/numerics';

const NEWTON = 100;

/** Root of a function that Newton's steps approach from below; `next` returns the step from s. */
function root(step: (s: number) => number): number {
  let s = 0;
  for (let k = 0; k < NEWTON; k++) {
    const move = step(s);
    s += move;
    if (!(move > 1e-15 * s)) break;
  }
  return s;
}

/**
 * Proximal point of t‖·‖_p in a diagonal metric, exactly.
 *
 *     argmin_z  ½ Σ_k h_k (z_k − v_k)² + t ‖z‖_p
 *
 *     L1: sign(v_k) max(0, |v_k| − t/h_k)        L∞: v clamped to ±s,  Σ_k h_k max(0, |v_k| − s) = t
 *     L2: h_k v_k s / (h_k s + t),  s = ‖z‖₂
 *
 * s by Newton's method from 0, where it approaches from below. v, h [d], h ≥ 0 (coordinates with h = 0 go to 0), t ≥ 0. Source: Parikh & Boyd,
 * Proximal algorithms, 2014, §6.5; Newton's step for L2 as in trust-region methods.
 *
 * @example proximal(Float64Array.of(3, 4), Float64Array.of(1, 1), 1, 'l2'); // [2.4, 3.2…]
 */
export function proximal(v: Row, h: Row, t: number, norm: ConvexNorm): Row {
  if (norm === 'l1')
    return v.map((value, k) => (h[k]! > 0 ? Math.sign(value) * Math.max(0, Math.abs(value) - t / h[k]!) : 0));
  const weighted = v.map((value, k) => h[k]! * Math.abs(value));
  if (norm === 'linf') {
    if (normOf(weighted, 'l1') <= t) return v.map(() => 0);
    const s = root((at) => {
      let [excess, slope] = [-t, 0];
      for (let k = 0; k < v.length; k++) {
        if (Math.abs(v[k]!) <= at) continue;
        excess += h[k]! * (Math.abs(v[k]!) - at);
        slope += h[k]!;
      }
      return slope > 0 ? excess / slope : 0;
    });
    return v.map((value, k) => (h[k]! > 0 ? Math.min(s, Math.max(-s, value)) : 0));
  }
  if (normOf(weighted, 'l2') <= t) return v.map(() => 0);
  if (t === 0) return v.map((value, k) => (h[k]! > 0 ? value : 0));
  const s = root((at) => {
    let [squares, slope] = [0, 0];
    for (let k = 0; k < v.length; k++) {
      const share = weighted[k]! / (h[k]! * at + t);
      squares += share * share;
      slope += (share * share * h[k]!) / (h[k]! * at + t);
    }
    return ((Math.sqrt(squares) - 1) * squares) / slope;
  });
  return v.map((value, k) => (h[k]! * value * s) / (h[k]! * s + t));
}
