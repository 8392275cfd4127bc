import { expect, it } from '@jest/globals';
import { dot, predictedClass, row, rows } from '@fragility/numerics';
import { linearProblem } from './problem.js';

it.each([true, false])(
  'is the same at every scale for one seed, to the bit where scaling is exact; bounded %s',
  (bounded) => {
    const at = (scale: number) => {
      const { model, examples, optima } = linearProblem(scale, bounded, 5, { seed: 'one', bias: 1, uneven: 0.5 });
      const unit = (values: Float64Array): number[] => [...values].map((v) => v / scale);
      return {
        weight: [...model.layers[0]!.weight].map((v) => v * scale),
        inputs: unit(examples.inputs.data),
        labels: [...examples.labels],
        distances: (['linf', 'l2', 'l1'] as const).map((norm) => unit(optima(norm))),
      };
    };
    expect(at(2 ** -10)).toEqual(at(1));
    expect(at(2 ** 10)).toEqual(at(1));
  },
);

it('labels its inputs as the model does, in the shape asked for', async () => {
  const { model, examples } = linearProblem(100, true, 10, { shape: [4, 4, 2], count: 5 });
  expect([model.inputShape, examples.inputs.shape, examples.ids.length]).toEqual([[4, 4, 2], [5, 4, 4, 2], 5]);
  expect(rows(await model.logits(examples.inputs)).map(predictedClass)).toEqual([...examples.labels]);
  expect(Math.max(...examples.inputs.data.map(Math.abs))).toBeLessThanOrEqual(100);
});

it('knows the distance to every class: |f_y − f_j| / ‖w_y − w_j‖ without bounds', async () => {
  const { model, examples, optimum, optima } = linearProblem(0.02, false, 4, { shape: [6], uneven: 1 });
  const weight = rows({ data: model.layers[0]!.weight, shape: [4, 6] });
  const logits = await model.logits(examples.inputs);
  examples.labels.forEach((label, i) => {
    const to = [0, 1, 2, 3].map((j) => {
      if (j === label) return Infinity;
      const normal = weight[label]!.map((v, k) => v - weight[j]![k]!);
      return (row(logits, i)[label]! - row(logits, i)[j]!) / Math.sqrt(dot(normal, normal));
    });
    to.forEach((distance, j) => {
      if (j === label) expect(optimum(i, 'l2', j)).toBe(Infinity);
      else expect(optimum(i, 'l2', j) / distance).toBeCloseTo(1, 9);
    });
    expect(optima('l2')[i]! / Math.min(...to)).toBeCloseTo(1, 9);
  });
});
