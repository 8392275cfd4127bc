import { expect, it } from '@jest/globals';
import { GraphBuilder } from '../../graph/builder.js';
import { boundNetwork } from '../compile.js';
import { optimise } from '../optimise.js';
import { boxRegion } from '../region.js';
import { relax } from '../relax.js';

/** y = max(x₀, x₁) − x₀/2 − x₁/2 on [−1, 1]²: its least value is 0, and only the mixture ½ x₀ + ½ x₁ shows it. */
function difference(): ReturnType<typeof boundNetwork> {
  const b = new GraphBuilder('difference');
  const constant = (shape: number[], ...data: number[]): string =>
    b.constant({ type: 'float64', shape, data: Float64Array.from(data) });
  const x = b.input({ name: 'x', type: 'float64', shape: ['batch', 1, 1, 2] });
  const most = b.node('MaxPool', [x], { kernel_shape: [1, 2], strides: [1, 1] });
  const mean = b.node('Conv', [x, constant([1, 1, 1, 2], 0.5, 0.5)], {});
  b.output({ name: b.node('Sub', [most, mean]), type: 'float64', shape: ['batch', 1, 1, 1] });
  return boundNetwork(b.build());
}

it('a maximum is bounded by the mixture of its inputs that gives the largest bound', () => {
  const relaxed = relax(difference(), boxRegion(Float64Array.of(-1, -1), Float64Array.of(1, 1)));
  const rows = { rows: 1, a: Float64Array.of(1) };
  expect(optimise(relaxed, rows, { steps: 0 }).lower[0]).toBeCloseTo(-1, 12);
  const { lower, states } = optimise(relaxed, rows, { steps: 20 });
  expect(lower[0]).toBeGreaterThan(-0.05);
  expect(lower[0]).toBeLessThanOrEqual(0);
  const [first, second] = states[0]!.p.at(-1)!;
  expect(first! + second!).toBeCloseTo(1, 14);
  expect(first).toBeCloseTo(0.5, 1);
});

it('inputs that cannot be the largest are left out', () => {
  const relaxed = relax(difference(), boxRegion(Float64Array.of(-1, 1), Float64Array.of(1, 2)));
  expect(optimise(relaxed, { rows: 1, a: Float64Array.of(1) }, { steps: 5 }).states[0]!.p).toEqual([]);
});
