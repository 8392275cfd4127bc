import { linearProblem, type LinearProblem } from '@fragility/attack/conformance';

/** The linear problems of these tests, in R⁶⁴: the same at every scale. */
export const problem = (scale: number, bounded: boolean, classes: number, count: number): LinearProblem =>
  linearProblem(scale, bounded, classes, { seed: 'ensemble', shape: [64], bias: 1, count });
