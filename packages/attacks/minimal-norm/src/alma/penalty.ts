import type { Example } from '@fragility/attack';
import { moveWithin } from '@fragility/attack/parts';
import { normOf, type Row } from '@fragility/numerics';

/** Derivative of the penalty P₂ in y: μ + 2μρy + ρ²y²/2 where y ≥ 0, μ/(1 − ρy)² where not. */
export const pressure = (y: number, rho: number, mu: number): number =>
  y >= 0 ? mu + 2 * mu * rho * y + (rho * y) ** 2 / 2 : mu / (1 - rho * y) ** 2;

/** out ← ∇‖r‖_p − push · g, where ∇‖r‖_p is r/‖r‖₂ or sign r, and zero at zero. */
export function slopeAt(r: Row, norm: 'l2' | 'l1', push: number, g: Row, out: Row): void {
  const size = normOf(r, 'l2') || 1;
  if (norm === 'l2') for (let i = 0; i < r.length; i++) out[i] = r[i]! / size - push * g[i]!;
  else for (let i = 0; i < r.length; i++) out[i] = Math.sign(r[i]!) - push * g[i]!;
}

/** r ← (x − x₀)/unit, in place. */
export function relative(r: Row, x: Row, input: Row, unit: number): void {
  for (let i = 0; i < r.length; i++) r[i] = (x[i]! - input[i]!) / unit;
}

/** The η for which −η·g, moved into the bounds, is `length` units long: doubled until it is longer, then bisected. */
export function rateFor({ input, space }: Example<'gradient'>, g: Row, unit: number, length: number): number {
  const longer = (eta: number): boolean => space.distance(moveWithin(space, input, g, -eta * unit)) > length * unit;
  let [low, high] = [0, length / normOf(g, 'l2')];
  for (let k = 0; k < 60 && !longer(high); k++) [low, high] = [high, 2 * high];
  for (let k = 0; k < 20; k++) {
    const middle = (low + high) / 2;
    if (longer(middle)) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}
