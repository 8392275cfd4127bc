import { ballRegion, boundNetworkOf, boundRows, floatError, marginsOf, type BoundNetwork } from '@fragility/engine';
import type { Classifier } from '@fragility/model';
import type { Bounds, ConvexNorm, Row } from '@fragility/numerics';
import { globalBounds } from './global.js';
import { localBounds } from './local.js';

/** A radius that a Lipschitz constant proves, and that constant: of the class j that limits it. */
export interface Certificate {
  readonly radius: number;
  readonly constant: number;
}

/** Certificates by Lipschitz constants, of the examples of one model. */
export interface LipschitzCertifier {
  readonly network: BoundNetwork;
  readonly bounds: Bounds;
  /** By constants of the whole space. */
  global(x: Row, label: number): Certificate;
  /**
   * By constants of the ball of a radius: how much of the margin they leave at its border, the least over j of g_j − L_j r, and the constant of that j. The ball is certified where that is
   * positive.
   */
  local(x: Row, label: number, radius: number): { readonly margin: number; readonly constant: number };
}

/**
 * Radii by Lipschitz constants of the differences g_j = f_y − f_j:
 *
 *     R = min_j g_j(x) / L_j
 *
 * Margins are lower bounds of those in exact arithmetic; of a model in float32 the most that rounding does in the ball is subtracted.
 *
 * @throws FragilityError `engine/no-graph`, `engine/bound-rule`.
 */
export function lipschitzCertifier(
  model: Classifier,
  { norm, box }: { readonly norm: ConvexNorm; readonly box: boolean },
): LipschitzCertifier {
  const network = boundNetworkOf(model);
  const bounds = box ? model.bounds : null;
  const whole = globalBounds(network, norm);
  const rivals = (label: number): number[] =>
    Array.from({ length: network.outputs }, (_, j) => j).filter((j) => j !== label);
  const ball = (x: Row, radius: number) => ballRegion({ centre: x, radius, norm, bounds });
  const margins = (x: Row, label: number, radius: number): Float64Array => {
    const exact = boundRows(network, ball(x, 0), marginsOf(label, network.outputs), { method: 'interval' });
    if (model.precision !== 'float32') return exact;
    const error = floatError(network, ball(x, radius));
    return exact.map((g, i) => g - error[label]! - error[rivals(label)[i]!]!);
  };
  const least = (of: (i: number) => number, n: number): number =>
    Array.from({ length: n }, (_, i) => i).reduce((best, i) => (of(i) < of(best) ? i : best), 0);
  return {
    network,
    bounds,
    global: (x, label) => {
      const constants = rivals(label).map((j) => whole.of(label, j));
      const at = (radius: number): Certificate => {
        const own = margins(x, label, radius);
        const radii = constants.map((constant, i) => (own[i]! > 0 ? own[i]! / constant : 0));
        const k = least((i) => radii[i]!, radii.length);
        return { radius: Math.max(0, radii[k]! * (1 - 2 ** -50)), constant: constants[k]! };
      };
      const first = at(0);
      return Number.isFinite(first.radius) ? at(first.radius) : first;
    },
    local: (x, label, radius) => {
      const pairs = rivals(label).map((j) => [label, j] as const);
      const constants = localBounds(network, ball(x, radius), pairs, norm);
      const left = margins(x, label, radius).map((g, i) => g - constants[i]! * radius * (1 + 2 ** -50));
      const k = least((i) => left[i]!, left.length);
      return { margin: Number.isNaN(left[k]!) ? -Infinity : left[k]!, constant: constants[k]! };
    },
  };
}
