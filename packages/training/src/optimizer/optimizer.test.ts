import { describe, expect, it } from '@jest/globals';
import { random } from '@fragility/numerics';
import { adam, sgd } from './optimizer.js';

describe('adam', () => {
  it.each([
    ['float32', 1e-6],
    ['float64', 1e-15],
  ] as const)('makes the steps of the published algorithm: %s', (precision, tolerance) => {
    const { normal: next } = random(3);
    const initial = [7, 1, 10].map((length) => Float64Array.from({ length }, next));
    const { parameters, update } = adam(initial, precision);
    const expected = initial.map((values) => Array.from(values, (p) => ({ p, m: 0, v: 0 })));
    for (let t = 1; t <= 25; t++) {
      const gradients = initial.map(({ length }) => Float32Array.from({ length }, next));
      update(gradients, 0.01);
      expected.forEach((list, k) =>
        list.forEach((each, i) => {
          const g = gradients[k]![i]!;
          each.m = 0.9 * each.m + 0.1 * g;
          each.v = 0.999 * each.v + 0.001 * g * g;
          each.p -= (0.01 * (each.m / (1 - 0.9 ** t))) / (Math.sqrt(each.v / (1 - 0.999 ** t)) + 1e-8);
        }),
      );
    }
    expected.forEach((list, k) =>
      list.forEach(({ p }, i) => expect(Math.abs(parameters[k]![i]! - p)).toBeLessThan(tolerance)),
    );
  });
});

describe('sgd', () => {
  it('moves along the gradient, and further with momentum', () => {
    const { parameters, update } = sgd([Float64Array.of(1, 2)], 'float64', 0.5);
    update([Float64Array.of(1, -1)], 0.1);
    update([Float64Array.of(1, 0)], 0.1);
    expect(parameters[0]![0]).toBeCloseTo(1 - 0.1 - 0.15, 15);
    expect(parameters[0]![1]).toBeCloseTo(2 + 0.1 + 0.05, 15);
  });
});
