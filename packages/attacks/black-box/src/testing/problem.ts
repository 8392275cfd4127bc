import { linearModel, linearProblem, zeroInput, type LinearProblem } from '@fragility/attack/conformance';
import type { DenseClassifier } from '@fragility/model';

/** The linear problems of these tests, in R⁶⁴: the same at every scale. */
export const problem = (
  scale: number,
  bounded: boolean,
  classes: number,
  count: number,
  shape: readonly number[] = [64],
): LinearProblem => linearProblem(scale, bounded, classes, { seed: 'black-box', shape, bias: 1, count });

/** A model of class 0 everywhere, with and without bounds. */
export const constant = (bounded: boolean): DenseClassifier =>
  linearModel(new Float64Array(8), [1, 0], { bounds: bounded ? [-1, 1] : null });

export const zero = zeroInput(4);
