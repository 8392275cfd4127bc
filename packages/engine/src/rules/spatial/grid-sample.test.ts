import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { GraphBuilder } from '../../graph/builder.js';
import { filled, integers } from '../../graph/tensors.js';
import { pair } from '../../testing/arbitraries.js';
import { gradientError, weights, type GradientCase } from '../../testing/gradient.js';

type Nodes = GradientCase['nodes'];

const list = (b: GraphBuilder, ...values: number[]): string => b.constant(integers(values));
const number = (b: GraphBuilder, value: number): string => b.constant(filled('float32', [], value));

/** A constant for every example, as a value of the graph. */
function forEach(b: GraphBuilder, x: string, shape: number[], scale: number): string {
  const constant = b.node('Mul', [b.constant(weights([1, ...shape], 'float32', 9)), number(b, scale)]);
  const batch = b.node('Slice', [b.node('Shape', [x]), list(b, 0), list(b, 1)]);
  return b.node('Expand', [constant, b.node('Concat', [batch, list(b, ...shape)], { axis: 0 })]);
}

const settings = fc.record({
  mode: fc.constantFrom('linear', 'nearest', 'cubic'),
  padding_mode: fc.constantFrom('zeros', 'border', 'reflection'),
  align_corners: fc.constantFrom(0, 1),
});

describe('the rule of GridSample', () => {
  it('agrees with central differences in the image, which it is linear in, over modes, paddings and sizes', async () => {
    await fc.assert(
      fc.asyncProperty(settings, pair(1, 4), pair(1, 3), async (attributes, [height, width], [rows, columns]) => {
        const nodes: Nodes = (b, x) => b.node('GridSample', [x, forEach(b, x, [rows, columns, 2], 1.75)], attributes);
        const shape = [2, height, width];
        expect(await gradientError({ shape, precision: 'float32', step: 1, opset: 20, nodes })).toBeLessThan(1e-5);
      }),
      { seed: 96, numRuns: 60 },
    );
  });

  it('agrees with central differences in the grid, between its kinks', async () => {
    await fc.assert(
      fc.asyncProperty(settings, pair(2, 5), async (attributes, [height, width]) => {
        // Places of odd multiples of 1/64 ± 1/128 in the grid meet no pixel of images of 2 to 5 values, nor their edges.
        const nodes: Nodes = (b, x) => {
          const image = forEach(b, x, [2, height, width], 1);
          const grid = b.node('Mul', [x, number(b, 1.53125)]);
          return b.node('GridSample', [image, grid], attributes);
        };
        const given = {
          shape: [2, 3, 2],
          precision: 'float32',
          step: 1 / 256,
          offKinks: true,
          opset: 20,
          nodes,
        } as const;
        expect(await gradientError(given)).toBeLessThan(attributes.mode === 'cubic' ? 5e-3 : 1e-3);
      }),
      { seed: 97, numRuns: 60 },
    );
  });

  it.each([0, 1])('differentiates a spatial transformer, align_corners %d', async (corners) => {
    const nodes: Nodes = (b, x) => {
      const affine = b.node('Reshape', [
        b.node('MatMul', [b.node('Reshape', [x, list(b, 0, -1)]), b.constant(weights([32, 6], 'float32', 3))]),
        list(b, -1, 2, 3),
      ]);
      const size = b.node(
        'Concat',
        [b.node('Slice', [b.node('Shape', [x]), list(b, 0), list(b, 1)]), list(b, 2, 3, 5)],
        { axis: 0 },
      );
      const theta = b.node('Mul', [affine, number(b, 0.1)]);
      const grid = b.node('AffineGrid', [theta, size], { align_corners: corners });
      return b.node('GridSample', [x, grid], { align_corners: corners, mode: 'cubic', padding_mode: 'border' });
    };
    expect(
      await gradientError({ shape: [2, 4, 4], precision: 'float32', step: 1 / 64, opset: 20, nodes }),
    ).toBeLessThan(2e-3);
  });
});
