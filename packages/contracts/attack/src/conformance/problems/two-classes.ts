import type { Examples } from '@fragility/dataset';
import type { DifferentiableClassifier } from '@fragility/model';
import { rows, stack, type Batch, type Bounds, type Row } from '@fragility/numerics';

/**
 * A classifier of two classes in float64 with logits (0, margin(x)), and whatever its gradient is said to be.
 *
 * @example
 * const wall = twoClasses([2], null, (x) => x[0]! - 1, () => Float64Array.of(1, 0));
 * (await wall.logits({ data: Float64Array.of(3, 0), shape: [1, 2] })).data[1]; // 2
 */
export function twoClasses(
  inputShape: readonly number[],
  bounds: Bounds,
  margin: (x: Row) => number,
  gradient: (x: Row) => Row,
): DifferentiableClassifier {
  const logitsOf = (x: Batch): Batch =>
    stack(
      rows(x).map((row) => Float64Array.of(0, margin(row))),
      [2],
    );
  return {
    inputShape,
    classes: 2,
    bounds,
    precision: 'float64',
    logits: async (x) => logitsOf(x),
    vjp: async (x) => ({
      logits: logitsOf(x),
      backward: async ({ data }) =>
        stack(
          rows(x).map((row, i) => gradient(row).map((v) => v * data[2 * i + 1]!)),
          inputShape,
        ),
    }),
  };
}

/**
 * One example: the input zero, of class 0.
 *
 * @example zeroInput(2, 3).inputs.shape; // [1, 2, 3]
 */
export const zeroInput = (...shape: number[]): Examples => ({
  inputs: { data: new Float64Array(shape.reduce((a, b) => a * b)), shape: [1, ...shape] },
  labels: Int32Array.of(0),
  ids: ['zero'],
});
