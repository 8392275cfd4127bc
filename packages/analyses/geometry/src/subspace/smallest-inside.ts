import type { DifferentiableClassifier } from '@fragility/model';
import { dot, margin, normOf, rivalClasses, row, stack, type Row } from '@fragility/numerics';
import { pullBack } from '../shared/linearised.js';
import { marginOver } from '../shared/loss.js';
import type { Subspace } from './subspace.js';

/** How far past the linearised boundary a step goes; twice as far with every step that finds nothing, as far again at most. */
const OVERSHOOT = 0.02;
/** Halvings of the way to the boundary: 1e-9 of it is left. */
const HALVINGS = 30;

/** An input to be misclassified. */
export interface Attacked {
  readonly x: Row;
  readonly label: number;
  readonly logits: Row;
}

const along = (x: Row, offset: Row, share: number): Row => x.map((value, k) => value + share * offset[k]!);

/** The shortest offset in the subspace that the linear model at x + δ takes to the boundary: (⟨p, δ⟩ − g) p/‖p‖², p = P∇g; null where p = 0. */
function closest(value: number, gradient: Row, offset: Row, { project }: Subspace): Row | null {
  const p = project(gradient);
  const square = dot(p, p);
  if (!(square > 0)) return null;
  const share = (dot(p, offset) - value) / square;
  return Number.isFinite(share) ? p.map((v) => share * v) : null;
}

/** First offsets: over some rivals, the one whose linearised boundary is nearest. */
async function firstOffsets(
  model: DifferentiableClassifier,
  attacked: readonly Attacked[],
  subspace: Subspace,
  rivals: number,
): Promise<(Row | null)[]> {
  const order = attacked.map(({ label, logits }) => rivalClasses(logits, label));
  const first: (Row | null)[] = attacked.map(() => null);
  const lengths = attacked.map(() => Infinity);
  for (let r = 0; r < Math.min(rivals, model.classes - 1); r++) {
    const { values, gradients } = await pullBack(
      model,
      attacked.map(({ x }) => x),
      (k) => marginOver(attacked[k]!.label, order[k]![r]!),
    );
    attacked.forEach(({ x }, k) => {
      const offset = closest(values[k]!, gradients[k]!, new Float64Array(x.length), subspace);
      const length = offset ? normOf(offset, 'l2') : Infinity;
      if (length < lengths[k]!) [first[k], lengths[k]] = [offset, length];
    });
  }
  return first;
}

/** Shortens offsets that succeed to where their ray crosses the boundary. */
async function shortened(
  model: DifferentiableClassifier,
  attacked: readonly Attacked[],
  offsets: readonly (Row | null)[],
): Promise<number[]> {
  const found = attacked.map((_, k) => k).filter((k) => offsets[k]);
  const [low, high] = [attacked.map(() => 0), attacked.map(() => 1)];
  for (let step = 0; step < HALVINGS && found.length > 0; step++) {
    const middle = found.map((k) => (low[k]! + high[k]!) / 2);
    const points = found.map((k, i) => along(attacked[k]!.x, offsets[k]!, middle[i]!));
    const logits = await model.logits(stack(points, model.inputShape));
    found.forEach((k, i) => {
      if (margin(row(logits, i), { label: attacked[k]!.label }) < 0) high[k] = middle[i]!;
      else low[k] = middle[i]!;
    });
  }
  return attacked.map((_, k) => (offsets[k] ? high[k]! * normOf(offsets[k], 'l2') : Infinity));
}

/**
 * Length of the smallest perturbation found inside a subspace that makes each input misclassified, Infinity where none was: in L2, without regard to
 * the range of inputs. From δ = 0,
 *
 *     δ ← (⟨p, δ⟩ − g(x + δ)) p / ‖p‖²,   p = P ∇g(x + δ),   g = f_y − max_{j≠y} f_j
 *
 * the point of the linearised boundary that is closest to x within the subspace; steps shrink like 1/(1 + 0.2 k). The shortest δ with g < 0 is then
 * shortened on its ray. Exact where g is affine. Source: Hasofer & Lind 1974, Rackwitz & Fiessler 1978 (first-order reliability); the first rival is
 * DeepFool's, arXiv:1511.04599.
 *
 * @param rivals how many of the strongest other classes the first step chooses between
 */
export async function smallestInside(
  model: DifferentiableClassifier,
  attacked: readonly Attacked[],
  subspace: Subspace,
  { steps, rivals }: { readonly steps: number; readonly rivals: number },
): Promise<number[]> {
  if (attacked.length === 0) return [];
  const current = await firstOffsets(model, attacked, subspace, rivals);
  const best: (Row | null)[] = attacked.map(() => null);
  const lengths = attacked.map(() => Infinity);
  for (let step = 0; step < steps; step++) {
    const moving = attacked.map((_, k) => k).filter((k) => current[k]);
    if (moving.length === 0) break;
    const past = Math.min(1, OVERSHOOT * 2 ** step);
    const tried = moving.map((k) => current[k]!.map((value) => (1 + (best[k] ? OVERSHOOT : past)) * value));
    const { values, gradients } = await pullBack(
      model,
      moving.map((k, i) => along(attacked[k]!.x, tried[i]!, 1)),
      (i) => marginOver(attacked[moving[i]!]!.label),
    );
    moving.forEach((k, i) => {
      const [offset, length] = [tried[i]!, normOf(tried[i]!, 'l2')];
      if (values[i]! < 0 && length < lengths[k]!) [best[k], lengths[k]] = [offset, length];
      const next = closest(values[i]!, gradients[i]!, offset, subspace);
      const share = 1 / (1 + 0.2 * step);
      current[k] = next && offset.map((value, c) => (1 - share) * value + share * next[c]!);
    });
  }
  return shortened(model, attacked, best);
}
