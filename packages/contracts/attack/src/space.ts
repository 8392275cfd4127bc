import type { Bounds, Norm, Row } from '@fragility/numerics';

/**
 * The geometry of one example's perturbations: {x : ‖x − input‖ ≤ radius} ∩ bounds, safe in the model's precision.
 *
 * In L0 distances and radii count coordinates, those that differ once the model has rounded them, and a radius is rounded down. Lengths are in
 * the units of x: a direction is 1 long where its largest coordinate is ±1. Frozen: what an attack is given is what its result is measured by.
 */
export interface Space<N extends Norm = Norm> {
  readonly norm: N;
  readonly bounds: Bounds;
  /** ‖x − input‖. */
  distance(x: Row): number;
  /** Direction v of norm 1 with the largest ⟨g, v⟩ (a new row). */
  steepest(g: Row): Row;
  /** The point of {ball ∩ bounds} with the largest ⟨g, x⟩: where a linearised loss is largest; infinite in L0 without bounds. A new row, or `out`. */
  extreme(g: Row, radius: number, out?: Row): Row;
  /** x moved to its closest point (Euclidean) in {ball ∩ bounds}; in place, returned. */
  project(x: Row, radius: number): Row;
  /** x moved by `length` along the steepest direction of g (L0: each coordinate so far towards the extreme point), kept in {ball ∩ bounds}; in place, returned. */
  ascend(x: Row, g: Row, length: number, radius: number): Row;
  /** x moved by `length` along the steepest direction of g, then to the extreme point along the perturbation: as far as `radius`, but for the bounds; in place, returned. */
  orbit(x: Row, g: Row, length: number, radius: number): Row;
  /** x + length · v/‖v‖, kept in {ball ∩ bounds}; a new row. */
  step(x: Row, v: Row, length: number, radius: number): Row;
}
