import { twoClasses } from '@fragility/attack/conformance';
import type { LinearProblem } from '@fragility/attack/conformance';
import { distance, random, stack, type Norm, type Row } from '@fragility/numerics';

const D = 16;
export const RADIUS = 2;

/** A curved boundary: f = (0, ‖x‖² − R²): class 0 inside a ball, class 1 outside; inputs of class 0. */
export const ball = twoClasses(
  [D],
  null,
  (x) => x.reduce((sum, v) => sum + v * v, 0) - RADIUS ** 2,
  (x) => x.map((v) => 2 * v),
);

/** Exact distance to the sphere: along x in L2, all coordinates alike in L∞, the largest coordinate in L1, any one in L0. */
export function toSphere(x: Row, norm: Norm): number {
  const size = distance(x, new Float64Array(D), 'l2');
  if (norm === 'l0') return 1;
  if (norm === 'l2') return RADIUS - size;
  if (norm === 'l1') {
    const top = Math.max(...x.map(Math.abs));
    return Math.sqrt(RADIUS ** 2 - size ** 2 + top ** 2) - top;
  }
  const sum = x.reduce((total, v) => total + Math.abs(v), 0);
  return (Math.sqrt(sum ** 2 + D * (RADIUS ** 2 - size ** 2)) - sum) / D;
}

const inputs = ((stream) =>
  Array.from({ length: 5 }, () => Float64Array.from({ length: D }, () => 0.25 * stream.normal())))(random('ball'));

/** Inputs inside the ball. */
export const insiders: LinearProblem['examples'] = {
  inputs: stack(inputs, [D]),
  labels: new Int32Array(inputs.length),
  ids: inputs.map((_, i) => `${i}`),
};

/** The first of them. */
export const insider: LinearProblem['examples'] = {
  inputs: { data: inputs[0]!, shape: [1, D] },
  labels: Int32Array.of(0),
  ids: ['0'],
};
