import { describe, expect, it } from '@jest/globals';
import { filled } from '../../graph/tensors.js';
import { gradientError } from '../../testing/gradient.js';

/** Each on part of where it is smooth, x ↦ ax + b of numbers in (−1, 1). */
const functions: [string, number, number][] = [
  ['Acos', 0.75, 0],
  ['Acosh', 0.75, 2],
  ['Asin', 0.75, 0],
  ['Asinh', 2, 0],
  ['Atan', 2, 0],
  ['Atanh', 0.75, 0],
  ['Cos', 3, 0],
  ['Cosh', 2, 0],
  ['Sin', 3, 0],
  ['Sinh', 2, 0],
  ['Tan', 1.25, 0],
];

describe('rules of trigonometry', () => {
  it.each(functions)('%s agrees with central differences', async (op, scale, shift) => {
    const error = await gradientError({
      shape: [3, 5],
      precision: 'float32',
      step: 4e-3,
      nodes: (b, x) => {
        const scaled = b.node('Mul', [x, b.constant(filled('float32', [], scale))]);
        return b.node(op, [b.node('Add', [scaled, b.constant(filled('float32', [], shift))])]);
      },
    });
    expect(error).toBeLessThan(1e-3);
  });
});
