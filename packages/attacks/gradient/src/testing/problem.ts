import { linearProblem, type LinearProblem } from '@fragility/attack/conformance';

export const D = 64;

/** The linear problems of these tests, in R⁶⁴: the same at every scale. */
export const problem = (
  scale: number,
  bounded: boolean,
  classes: number,
  count: number,
  { uneven = 0 } = {},
): LinearProblem => linearProblem(scale, bounded, classes, { seed: 'gradient', shape: [D], bias: 1, count, uneven });
