import type { Examples } from '@fragility/dataset';
import { referenceClassifier, type DenseClassifier } from '@fragility/model';
import { predictedClass, random, rows, stack } from '@fragility/numerics';
import { forward, type DenseLayer } from '@fragility/numerics/dense';
import { PLANAR, type PlanarKind, type PlanarNorm } from './planar-optima.js';

/** A ReLU network on the plane with inputs whose smallest perturbations are known from a dense search. */
export interface PlanarProblem {
  readonly name: string;
  readonly model: DenseClassifier;
  readonly examples: Examples;
  /** Smallest perturbation of example i inside the bounds, relative error below 1e-9. */
  optimum(i: number, norm: PlanarNorm): number;
}

/** Hidden units, classes and random stream of the networks. */
const NETWORKS = {
  plain: { hidden: 24, classes: 4, key: 'planar/18' },
  branching: { hidden: 48, classes: 3, key: 'planar/4' },
} as const;

export const PLANAR_BOUNDS = [-2, 2] as const;

/**
 * The layers of a planar network: one hidden ReLU layer; all weights and the first biases are N(0, 1).
 *
 * @example planarLayers('branching')[0].outputs; // 48
 */
export function planarLayers(kind: PlanarKind): [hidden: DenseLayer, last: DenseLayer] {
  const { hidden, classes, key } = NETWORKS[kind];
  const stream = random(key);
  const normals = (length: number): Float64Array => Float64Array.from({ length }, () => stream.normal());
  const [weight, bias, last] = [normals(2 * hidden), normals(hidden), normals(classes * hidden)];
  return [
    { inputs: 2, outputs: hidden, weight, bias, activation: { kind: 'relu' } },
    {
      inputs: hidden,
      outputs: classes,
      weight: last,
      bias: new Float64Array(classes),
      activation: { kind: 'identity' },
    },
  ];
}

/**
 * A fixed ReLU network on the square [−2, 2]², ten inputs of the classes it chooses, and their smallest perturbations in L2, L∞ and L1.
 *
 *     optimum = min{ ‖Δ‖ : some g_yj(x + Δ) ≤ 0, x + Δ ∈ box }
 *
 * `plain`: inputs drawn at random; near all of them the boundary bends but its nearest branch lies within 45° of the steepest direction.
 * `branching`: inputs whose nearest boundary lies more than 45° away from the steepest direction of the nearest linearised margin, so that
 * descent is led to another branch. The optima are those of `nearestByRays`; the test beside it computes them anew.
 *
 * @example
 * const { model, examples, optimum } = planarProblem();
 * optimum(0, 'linf') < optimum(0, 'l2'); // true
 */
export function planarProblem(kind: PlanarKind = 'plain'): PlanarProblem {
  const { inputs: points, optima } = PLANAR[kind];
  const layers = planarLayers(kind);
  const inputs = stack(
    points.map((point) => Float64Array.from(point)),
    [2],
  );
  return {
    name: `planar, ${kind}`,
    model: referenceClassifier(layers, { bounds: PLANAR_BOUNDS }),
    examples: {
      inputs,
      labels: Int32Array.from(rows(inputs), (x) => predictedClass(forward(layers, x))),
      ids: points.map((_, i) => `${kind}-${i}`),
    },
    optimum: (i, norm) => optima[norm][i]!,
  };
}
