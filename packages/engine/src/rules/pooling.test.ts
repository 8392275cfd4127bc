import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gradientError } from '../testing/gradient.js';

const pair = (min: number, max: number) => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));
const geometry = fc
  .record({
    size: pair(5, 8),
    kernel_shape: pair(1, 3),
    strides: pair(1, 3),
    pads: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 4, maxLength: 4 }),
    ceil_mode: fc.integer({ min: 0, max: 1 }),
  })
  .map(({ pads, ...rest }) => ({ ...rest, pads: pads.map((pad, k) => Math.min(pad, rest.kernel_shape[k % 2]! - 1)) }));

describe('rules of pooling', () => {
  it('MaxPool agrees with central differences, whether windows overlap or not', async () => {
    await fc.assert(
      fc.asyncProperty(geometry, async ({ size, ...attributes }) => {
        const nodes = (b: { node: (op: string, i: string[], a: object) => string }, x: string) =>
          b.node('MaxPool', [x], attributes);
        expect(await gradientError({ shape: [2, ...size], nodes: nodes as never })).toBeLessThan(1e-8);
      }),
      { seed: 22, numRuns: 25 },
    );
  });

  it('MaxPool over tiles of equal values shares the gradient', async () => {
    const error = await gradientError({
      shape: [1, 4, 6],
      nodes: (b, x) => b.node('MaxPool', [b.node('Relu', [x])], { kernel_shape: [2, 3], strides: [2, 3] }),
    });
    expect(error).toBeLessThan(1e-8);
  });

  it('AveragePool agrees with central differences, with and without its padding', async () => {
    await fc.assert(
      fc.asyncProperty(geometry, fc.integer({ min: 0, max: 1 }), async ({ size, ...attributes }, count_include_pad) => {
        const error = await gradientError({
          shape: [2, ...size],
          precision: 'float32',
          step: 1,
          nodes: (b, x) => b.node('AveragePool', [x], { ...attributes, count_include_pad }),
        });
        expect(error).toBeLessThan(1e-5);
      }),
      { seed: 23, numRuns: 40 },
    );
  });

  it('AveragePool with auto_pad, and over tiles', async () => {
    for (const attributes of [
      { auto_pad: 'SAME_UPPER', strides: [2, 2] },
      { auto_pad: 'SAME_LOWER' },
      { strides: [3, 3] },
    ]) {
      const error = await gradientError({
        shape: [2, 6, 9],
        precision: 'float32',
        step: 1,
        nodes: (b, x) => b.node('AveragePool', [x], { kernel_shape: [3, 3], ...attributes }),
      });
      expect(error).toBeLessThan(1e-5);
    }
  });

  it.each([
    ['GlobalMaxPool', 1e-3],
    ['GlobalAveragePool', 1],
  ])('%s', async (op, step) => {
    const error = await gradientError({
      shape: [3, 4, 5],
      precision: 'float32',
      step,
      nodes: (b, x) => b.node(op, [x]),
    });
    expect(error).toBeLessThan(step === 1 ? 1e-5 : 1e-3);
  });
});
