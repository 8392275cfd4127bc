import {
  ballRegion,
  boundNetworkOf,
  boundRows,
  crownRows,
  floatError,
  marginsOf,
  optimise,
  relax,
  type BoundMethod,
  type BoundNetwork,
  type Specification,
} from '@fragility/engine';
import type { Classifier } from '@fragility/model';
import type { Bounds, ConvexNorm, Row } from '@fragility/numerics';
import { checkMemory } from './memory.js';
import { rangesOf } from './ranges.js';

/** Which bounds prove, in which norm, and what they may cost. */
export interface CertifierOptions {
  readonly method: BoundMethod;
  readonly norm: ConvexNorm;
  /** Whether the ball is cut with the range of the inputs. */
  readonly box: boolean;
  /** Steps of α-CROWN. */
  readonly steps: number;
  /** Gigabytes that the bounds of one example may take. */
  readonly memory: number;
}

/** What bounds say of a ball. */
export interface Bounded {
  /** A proven lower bound of min_j f_y − f_j over the ball, less the float margin: the ball is certified where it is positive. */
  readonly margin: number;
  /** The most by which rounding in float32 changes any of these differences anywhere in the ball; 0 for a model in float64. */
  readonly floatMargin: number;
}

/** Proves that balls around examples hold no adversarial point. */
export interface Certifier {
  readonly network: BoundNetwork;
  readonly bounds: Bounds;
  /**
   * What a method, or the one asked for, says of the ball of a radius around x. Cheaper methods are tried first, and slopes optimised until the ball is
   * certified: the margin of one that is may be larger.
   */
  bound(x: Row, label: number, radius: number, method?: BoundMethod): Bounded;
}

/** Σ_k |a_ik| e_k of every row. */
function floatMargins({ rows, a }: Specification, errors: Float64Array): Float64Array {
  const n = errors.length;
  return Float64Array.from({ length: rows }, (_, i) =>
    errors.reduce((sum, error, k) => sum + Math.abs(a[i * n + k]!) * error, 0),
  );
}

const larger = (a: Float64Array, b: Float64Array): Float64Array => a.map((v, i) => Math.max(v, b[i]!));

/**
 * Proves balls around the examples of a model.
 *
 *     certified(x, r) ⇔ min_j min { f_y(z) − f_j(z) : ‖z − x‖ ≤ r, z ∈ box } > 0,  by a bound that is below
 *
 * α-CROWN optimises the slopes of the last pass, the ranges of hidden units being CROWN's within intervals. A model in float32 is certified as what it says in float32: each bound is lowered by the most that rounding can do in the ball. One in float64 is certified as
 * the function in exact arithmetic.
 *
 * @throws FragilityError `engine/no-graph`, `engine/bound-rule` naming the node without a rule, `certification/memory` with the estimate.
 * @example certifier(model, { method: 'crown', norm: 'linf', box: true, steps: 20, memory: 4 }).bound(x, 0, 0.01).margin > 0;
 */
export function certifier(model: Classifier, options: CertifierOptions): Certifier {
  const network = boundNetworkOf(model);
  const { norm, steps } = options;
  checkMemory(network, options);
  const bounds = options.box ? model.bounds : null;
  const isSingle = model.precision === 'float32';
  const none = new Float64Array(network.outputs);
  return {
    network,
    bounds,
    bound: (x, label, radius, method = options.method) => {
      const region = ballRegion({ centre: x, radius, norm, bounds });
      const specification = marginsOf(label, network.outputs);
      const byIntervals = (): Float64Array => boundRows(network, region, specification, { method: 'interval' });
      const relaxed = method === 'interval' ? undefined : relax(network, region, { intersect: true });
      const errors = isSingle ? floatError(network, region, relaxed && rangesOf(relaxed)) : none;
      const float = floatMargins(specification, errors);
      const isProven = (lower: Float64Array): boolean => lower.every((v, i) => v > float[i]!);
      let lower = relaxed ? crownRows(relaxed, specification) : byIntervals();
      if (relaxed && !isProven(lower)) lower = larger(lower, byIntervals());
      if (relaxed && method === 'alpha-crown' && !isProven(lower)) {
        const enough = float.reduce((a, b) => Math.max(a, b));
        lower = larger(lower, optimise(relaxed, specification, { steps, enough }).lower);
      }
      const least = lower.reduce((at, v, i) => (v - float[i]! < lower[at]! - float[at]! ? i : at), 0);
      const margin = lower[least]! - float[least]!;
      return { margin: Number.isNaN(margin) ? -Infinity : margin, floatMargin: Math.max(...float) };
    },
  };
}
