import { describe, expect, it } from '@jest/globals';
import { asLogits, type ModelOutput } from './model-output.js';

const of = (values: number[], answers: ModelOutput, n = 1): number[] => [
  ...asLogits(values, [n, 3], answers, 'model/x'),
];

describe('asLogits', () => {
  it('keeps logits, takes the logarithm of probabilities, marks the class of labels', () => {
    expect(of([3, -1, 2, 0, 0, 1], 'logits', 2)).toEqual([3, -1, 2, 0, 0, 1]);
    expect(of([0.5, 0.25, 0.25], 'probabilities')).toEqual([0.5, 0.25, 0.25].map(Math.log));
    expect(of([2, 0], 'labels', 2)).toEqual([-1, -1, 0, 0, -1, -1]);
  });

  it('keeps the order of probabilities that are 0', () => {
    const [least, zero, one] = of([1e-30, 0, 1], 'probabilities');
    expect(zero).toBeGreaterThan(-Infinity);
    expect(zero!).toBeLessThan(least!);
    expect(least!).toBeLessThan(one!);
  });

  it.each([
    [[1, 2], 'logits', '2 values came for 1 example, expected 3'],
    [[1, 2], 'labels', 'expected 1: one label'],
    [[1, NaN, 2], 'logits', 'example 0 of 1 has NaN as value 1'],
    [[1, 2, Infinity], 'logits', 'Infinity'],
    [[2, -1, 0], 'probabilities', 'probability 2'],
    [[0.5, 0.2, 0.2], 'probabilities', 'sum to 0.89'],
    [[3], 'labels', 'label 3, expected 0…2'],
    [[0.5], 'labels', 'label 0.5'],
  ] as const)('refuses %j as %s', (values, answers, message) => {
    expect(() => of([...values], answers)).toThrow(
      expect.objectContaining({ code: 'model/answers', message: expect.stringContaining(message) }),
    );
  });
});
