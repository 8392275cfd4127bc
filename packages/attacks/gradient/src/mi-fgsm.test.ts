import { expect, it } from '@jest/globals';
import { collect } from '@fragility/attack/conformance';
import type { DifferentiableClassifier } from '@fragility/model';
import { row, stack } from '@fragility/numerics';
import { miFgsm } from './index.js';

/** Slopes of f_1 − f_0, whatever the point, one after another; the model is never fooled. */
function scripted(slopes: readonly (readonly number[])[]): { model: DifferentiableClassifier; asked: number[][] } {
  const asked: number[][] = [];
  const logitsOf = (count: number) =>
    stack(
      Array.from({ length: count }, () => Float64Array.of(1e6, 0)),
      [2],
    );
  const model: DifferentiableClassifier = {
    inputShape: [2],
    classes: 2,
    bounds: null,
    precision: 'float64',
    logits: async (x) => (asked.push([...row(x, 0)]), logitsOf(1)),
    vjp: async (x) => {
      const slope = slopes[asked.push([...row(x, 0)]) - 1 - 1]!;
      return {
        logits: logitsOf(1),
        backward: async ({ data }) => stack([Float64Array.from(slope, (s) => s * data[1]!)], [2]),
      };
    },
  };
  return { model, asked };
}

const origin = { inputs: { data: new Float64Array(2), shape: [1, 2] }, labels: Int32Array.of(0), ids: ['origin'] };

it('gathers the gradients, each of L1 norm 1', async () => {
  const slopes = [
    [3, 1],
    [-2, 6],
    [-1, 0],
    [0, 0],
  ];
  const { model, asked } = scripted(slopes);
  await collect(model, miFgsm, origin, { norm: 'linf', budgets: [1], params: { steps: 4, loss: 'margin' } });
  // Velocities: (3/4, 1/4), then (1/2, 1), (−1/2, 1), (−1/2, 1).
  expect(asked.slice(1)).toEqual([
    [0, 0],
    [0.25, 0.25],
    [0.5, 0.5],
    [0.25, 0.75],
    [0, 1],
  ]);
});

it('forgets with decay 0, and stops where nothing moves it', async () => {
  const { model, asked } = scripted([
    [3, 1],
    [-2, 6],
    [0, 0],
  ]);
  const params = { steps: 5, decay: 0, step: 0.25, loss: 'margin' };
  await collect(model, miFgsm, origin, { norm: 'linf', budgets: [1], params });
  expect(asked.slice(1)).toEqual([
    [0, 0],
    [0.25, 0.25],
    [0, 0.5],
    [0, 0.5],
  ]);
});
