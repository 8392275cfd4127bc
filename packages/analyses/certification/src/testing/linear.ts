import { dualNorm, normOf, type ConvexNorm, type Row } from '@fragility/numerics';
import { forward } from '@fragility/numerics/dense';
import { layerOf } from './problem.js';

/** Weights of a linear classifier of three classes. */
const WEIGHTS = [
  [1, -2, 0.5],
  [0, 1, 1],
  [-1, 0.25, 2],
];

/** A linear classifier W x + b of three classes, without biases unless they are given. */
export const linearLayers = (bias?: readonly number[]) => [layerOf(WEIGHTS, bias)];

/** The distance of x, taken for class y, from each other class, by hand: (f_y − f_j)/‖w_y − w_j‖*; Infinity for y itself. */
export function linearDistances(x: Row, y: number, norm: ConvexNorm, bias?: readonly number[]): number[] {
  const [layer] = linearLayers(bias);
  const f = forward([layer!], x);
  return WEIGHTS.map((w, j) => {
    if (j === y) return Infinity;
    const difference = Float64Array.from(w, (value, k) => WEIGHTS[y]![k]! - value);
    return (f[y]! - f[j]!) / normOf(difference, dualNorm(norm));
  });
}
