import { relax, type BoundNetwork, type MaximumStep, type Range, type Region, type Step } from '@fragility/engine';
import { dualNorm, normOf, type ConvexNorm } from '@fragility/numerics';

/** An interval for each coordinate: centre ± radius. */
interface Around {
  readonly centre: Float64Array;
  readonly radius: Float64Array;
}

/** Slopes that an activation can have on [l, u]. */
function slopes({ curve }: Extract<Step, { kind: 'activation' }>, l: number, u: number): readonly [number, number] {
  if (!curve.piecewise) return [0, curve.lipschitz];
  const [left, right] = [-curve.value(-1), curve.value(1)];
  if (l > 0) return [right, right];
  if (u < 0) return [left, left];
  return [Math.min(left, right), Math.max(left, right)];
}

/** [c − r, c + r] · [a, b], outwards. */
function times(c: number, r: number, [a, b]: readonly [number, number]): readonly [number, number] {
  const ends = [(c - r) * a, (c - r) * b, (c + r) * a, (c + r) * b];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const size = Math.max(Math.abs(low), Math.abs(high));
  return [(low + high) / 2, ((high - low) / 2) * (1 + 2 ** -50) + 2 ** -50 * size];
}

/** Adds what a maximum passes back: all of it where one coordinate of the window is always the largest, else anything from nothing to all. */
function throughMaximum(step: MaximumStep, { centre, radius }: Around, range: Range | undefined, to: Around): void {
  const { width, windows } = step;
  centre.forEach((c, u) => {
    const own = Array.from(windows.subarray(u * width, (u + 1) * width)).filter((at) => at >= 0);
    const winner =
      range && own.find((at) => own.every((other) => other === at || range.lower[at]! > range.upper[other]!));
    for (const at of own) {
      if (winner !== undefined && at !== winner) continue;
      const [middle, spread] = times(c, radius[u]!, winner === undefined && own.length > 1 ? [0, 1] : [1, 1]);
      to.centre[at]! += middle;
      to.radius[at]! += spread;
    }
  });
}

/**
 * A Lipschitz constant of f_y − f_j on a region: the dual norm of the largest that each partial derivative can be there, by intervals taken backwards through the network with
 * the slopes that every unit can have in the region.
 *
 *     L = ‖ max { |∂_k (f_y − f_j)(z)| : z ∈ region } ‖*,   [J] ← [J] diag(φ′) W
 *
 * Source: Weng et al., ICML 2018, arXiv:1804.09699 (Fast-Lip); Zhang et al., AAAI 2019, arXiv:1810.11783 (RecurJac).
 *
 * @returns one constant for each pair (y, j)
 */
export function localBounds(
  network: BoundNetwork,
  region: Region,
  pairs: readonly (readonly [y: number, j: number])[],
  norm: ConvexNorm,
): number[] {
  const { steps, sizes, last } = network;
  const { ranges } = relax(network, region, { intersect: true });
  const dual = dualNorm(norm);
  return pairs.map(([y, j]) => {
    const values: Around[] = sizes.map((n) => ({ centre: new Float64Array(n), radius: new Float64Array(n) }));
    const at = values[last]!;
    [at.centre[y], at.centre[j]] = [1, -1];
    for (let k = steps.length - 1; k >= 0; k--) {
      const [step, own] = [steps[k]!, values[k + 1]!];
      if (step.kind === 'linear') {
        for (const { from, map } of step.terms) {
          const unit = (map.longest + 8) * 2 ** -52;
          map.pull(own.centre, values[from]!.centre, 1);
          map.pullAbsolute(
            own.radius.map((r, i) => r + unit * (Math.abs(own.centre[i]!) + r)),
            values[from]!.radius,
          );
        }
        continue;
      }
      const to = values[step.from]!;
      if (step.kind === 'maximum') {
        throughMaximum(step, own, ranges[step.from], to);
        continue;
      }
      const range = ranges[step.from]!;
      own.centre.forEach((c, i) => {
        const [middle, spread] = times(c, own.radius[i]!, slopes(step, range.lower[i]!, range.upper[i]!));
        to.centre[i]! += middle;
        to.radius[i]! += spread;
      });
    }
    const { centre, radius } = values[0]!;
    const size = centre.map((c, k) => Math.abs(c) + radius[k]!);
    return normOf(size, dual) * (1 + (size.length + 8) * 2 ** -52);
  });
}
