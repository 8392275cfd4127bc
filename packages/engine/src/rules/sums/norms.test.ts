import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { integers } from '../../graph/tensors.js';
import { pair } from '../../testing/arbitraries.js';
import { gradientError, type GradientCase } from '../../testing/gradient.js';

/** Float32, away from zero, where norms have corners. */
const error = (shape: readonly number[], nodes: GradientCase['nodes']): Promise<number> =>
  gradientError({ shape, precision: 'float32', step: 1 / 256, offKinks: true, opset: 18, nodes });

describe('rules of norms', () => {
  it('LpPool agrees with central differences over windows, strides, padding and powers', async () => {
    const power = fc.constantFrom(1, 2, 3);
    await fc.assert(
      fc.asyncProperty(pair(1, 3), pair(1, 3), power, fc.boolean(), async (kernel, strides, p, padded) => {
        const pads = padded ? [...kernel, ...kernel].map((size) => Math.floor((size - 1) / 2)) : [0, 0, 0, 0];
        const attributes = {
          kernel_shape: kernel,
          strides,
          pads,
          ceil_mode: 0,
          dilations: [1, 1],
          ...(p === 2 ? {} : { p }),
        };
        expect(await error([2, 4, 5], (b, x) => b.node('LpPool', [x], attributes))).toBeLessThan(3e-3);
      }),
      { seed: 98, numRuns: 20 },
    );
  });

  it('refuses a pooling that rounds its size up', async () => {
    const nodes: GradientCase['nodes'] = (b, x) => b.node('LpPool', [x], { kernel_shape: [2, 2], ceil_mode: 1 });
    await expect(error([2, 3, 3], nodes)).rejects.toThrow(/LpPool \(node 'lppool_.*'\) rounds its size up/);
  });

  it.each([1, 2, 3])('GlobalLpPool with p = %d agrees with central differences', async (p) => {
    expect(await error([2, 3, 4], (b, x) => b.node('GlobalLpPool', [x], { p }))).toBeLessThan(3e-3);
  });

  it.each([1, 2])('LpNormalization with p = %d agrees with central differences along any axis', async (p) => {
    for (const axis of [1, 2, -1])
      expect(await error([3, 4], (b, x) => b.node('LpNormalization', [x], { p, axis }))).toBeLessThan(3e-3);
  });

  it('gives a value of zero norm no slope', async () => {
    const nodes: GradientCase['nodes'] = (b, x) => {
      const zeros = b.node('Mul', [
        x,
        b.constant({ type: 'float32', shape: [1, 3, 1], data: Float32Array.of(1, 0, 1) }),
      ]);
      const unit = b.node('LpNormalization', [zeros], { axis: 2 });
      const pooled = b.node('LpPool', [b.node('Unsqueeze', [zeros, b.constant(integers([1]))])], {
        kernel_shape: [1, 4],
      });
      return b.node('Add', [unit, b.node('Squeeze', [pooled, b.constant(integers([1]))])]);
    };
    expect(await error([3, 4], nodes)).toBeLessThan(3e-3);
  });
});
