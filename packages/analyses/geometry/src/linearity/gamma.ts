import type { DifferentiableClassifier } from '@fragility/model';
import { dot, isZero, normOf, projectBall, type Loss, type Random, type Row } from '@fragility/numerics';
import { pullBack } from '../shared/linearised.js';

/** A function near one point, and its linear model there. */
export interface Place {
  readonly x: Row;
  readonly loss: Loss;
  /** ℓ(x). */
  readonly value: number;
  /** ∇ℓ(x). */
  readonly gradient: Row;
  /** Random numbers of this place alone. */
  readonly random: Random;
}

export interface Search {
  readonly norm: 'l2' | 'linf';
  readonly steps: number;
  readonly restarts: number;
}

/** v scaled to the sphere: v/‖v‖₂ · r, or sign(v) · r. */
function onSphere(v: Row, radius: number, norm: Search['norm']): Row {
  if (isZero(v)) return v;
  const size = norm === 'l2' ? normOf(v, 'l2') : 0;
  return v.map((value) => (norm === 'l2' ? (radius * value) / size : radius * Math.sign(value)));
}

/** Where a search starts: down the gradient, up it, then anywhere on the sphere. */
function startOf({ x, gradient, random }: Place, k: number, radius: number, norm: Search['norm']): Row {
  if (k < 2)
    return onSphere(
      gradient.map((value) => (k === 0 ? 0 - value : value)),
      radius,
      norm,
    );
  const stream = random.fork(k);
  return onSphere(
    x.map(() => stream.normal()),
    radius,
    norm,
  );
}

/**
 * γ(ε) = max_{‖δ‖ ≤ ε} |ℓ(x + δ) − ℓ(x) − ⟨δ, ∇ℓ(x)⟩| of every place at a radius of its own, from below: the largest value on projected gradient
 * ascents of it. Source: Qin et al., arXiv:1907.02610, §4.
 */
export async function gammas(
  model: DifferentiableClassifier,
  places: readonly Place[],
  radii: readonly number[],
  { norm, steps, restarts }: Search,
): Promise<number[]> {
  const best = places.map(() => 0);
  for (let start = 0; start < restarts; start++) {
    const offsets = places.map((place, k) => startOf(place, start, radii[k]!, norm));
    for (let t = 0; t <= steps; t++) {
      const points = places.map(({ x }, k) => x.map((value, c) => value + offsets[k]![c]!));
      const { values, gradients } = await pullBack(model, points, (k) => places[k]!.loss);
      const length = 1 - t / steps;
      places.forEach(({ value, gradient }, k) => {
        const off = offsets[k]!;
        const rest = values[k]! - value - dot(off, gradient);
        best[k] = Math.max(best[k]!, Math.abs(rest));
        if (t === steps) return;
        const up = gradients[k]!.map((v, c) => (rest < 0 ? gradient[c]! - v : v - gradient[c]!));
        const step = onSphere(up, length * radii[k]!, norm);
        const stepped = off.map((v, c) => v + step[c]!);
        offsets[k] = projectBall(stepped, new Float64Array(off.length), radii[k]!, norm);
      });
    }
  }
  return best;
}
