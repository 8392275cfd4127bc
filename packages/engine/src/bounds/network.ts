import type { LinearMap } from './maps/map.js';
import type { Curve } from './relaxations/curve.js';

/** A share of a linear step: the map of one of its inputs. */
export interface Term {
  /** Index of the value that it is applied to. */
  readonly from: number;
  readonly map: LinearMap;
}

/** y = Σ_t W_t x_t + b. */
export interface LinearStep {
  readonly kind: 'linear';
  readonly terms: readonly Term[];
  readonly bias: Float64Array;
}

/** y_i = φ(x_i). */
export interface ActivationStep {
  readonly kind: 'activation';
  readonly from: number;
  readonly curve: Curve;
}

/** y_i = max of x over the window of i: `width` indices for each, −1 where there is none. */
export interface MaximumStep {
  readonly kind: 'maximum';
  readonly from: number;
  readonly width: number;
  readonly windows: Int32Array;
}

export type Step = LinearStep | ActivationStep | MaximumStep;

/**
 * A network as bounds see it, for one example: value 0 is the input x ∈ R^d, and step k makes value k + 1 of those before it; the last are the
 * outputs. Numbers are those of the graph, in float64.
 */
export interface BoundNetwork {
  readonly inputShape: readonly number[];
  readonly inputs: number;
  readonly outputs: number;
  readonly steps: readonly Step[];
  /** Number of coordinates of every value. */
  readonly sizes: readonly number[];
  /** Index of the value that the outputs are. */
  readonly last: number;
}
