import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { shapes } from '../../testing/arbitraries.js';
import { gradientError } from '../../testing/gradient.js';

/** Windows along one axis. */
const window = fc
  .record({
    size: fc.integer({ min: 5, max: 8 }),
    kernel: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    before: fc.integer({ min: 0, max: 2 }),
    after: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ before, after, ...rest }) => ({
    ...rest,
    pads: [Math.min(before, rest.kernel - 1), Math.min(after, rest.kernel - 1)] as const,
  }));

/** Size and attributes of a pooling along one to three axes. */
const geometry = fc
  .record({
    windows: fc.array(window, { minLength: 1, maxLength: 3 }),
    ceil_mode: fc.integer({ min: 0, max: 1 }),
    auto_pad: fc.constantFrom('NOTSET', 'NOTSET', 'NOTSET', 'SAME_UPPER', 'SAME_LOWER', 'VALID'),
  })
  .map(({ windows, ceil_mode, auto_pad }) => ({
    size: windows.map(({ size }, axis) => (windows.length === 3 && axis < 2 ? 4 : size)),
    dilations: windows.map(({ dilation }) => dilation),
    attributes: {
      kernel_shape: windows.map(({ kernel }) => kernel),
      // ONNX Runtime has no SAME with strides that skip values.
      strides: windows.map(({ stride, kernel }) => (auto_pad.startsWith('SAME') ? Math.min(stride, kernel) : stride)),
      ...(auto_pad === 'NOTSET'
        ? { ceil_mode, pads: [...windows.map(({ pads }) => pads[0]), ...windows.map(({ pads }) => pads[1])] }
        : { auto_pad }),
    },
  }));

describe('rules of pooling', () => {
  it('MaxPool agrees with central differences, whether windows overlap or not', async () => {
    const order = fc.integer({ min: 0, max: 1 });
    await fc.assert(
      fc.asyncProperty(geometry, order, async ({ size, dilations, attributes }, storage_order) => {
        const all = { ...attributes, dilations, storage_order };
        expect(await gradientError({ shape: [2, ...size], nodes: (b, x) => b.node('MaxPool', [x], all) })).toBeLessThan(
          1e-8,
        );
      }),
      { seed: 22, numRuns: 40 },
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
      fc.asyncProperty(geometry, fc.integer({ min: 0, max: 1 }), async ({ size, attributes }, count_include_pad) => {
        const error = await gradientError({
          shape: [2, ...size],
          precision: 'float32',
          step: 1,
          nodes: (b, x) => b.node('AveragePool', [x], { ...attributes, count_include_pad }),
        });
        expect(error).toBeLessThan(1e-5);
      }),
      { seed: 23, numRuns: 60 },
    );
  });

  it('AveragePool over tiles', async () => {
    const error = await gradientError({
      shape: [2, 6, 9],
      precision: 'float32',
      step: 1,
      nodes: (b, x) => b.node('AveragePool', [x], { kernel_shape: [3, 3], strides: [3, 3] }),
    });
    expect(error).toBeLessThan(1e-5);
  });

  it.each([
    ['GlobalMaxPool', 1e-3],
    ['GlobalAveragePool', 1],
  ])('%s', async (op, step) => {
    await fc.assert(
      fc.asyncProperty(shapes({ min: 2, max: 4 }), async (shape) => {
        const error = await gradientError({ shape, precision: 'float32', step, nodes: (b, x) => b.node(op, [x]) });
        expect(error).toBeLessThan(step === 1 ? 1e-5 : 1e-3);
      }),
      { seed: 25, numRuns: 10 },
    );
  });
});
