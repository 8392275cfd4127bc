import { describe, expect, it } from '@jest/globals';
import { gradientError, type GradientCase } from '../../testing/gradient.js';

const normalised =
  (attributes: Parameters<Parameters<GradientCase['nodes']>[0]['node']>[2]): GradientCase['nodes'] =>
  (b, x) =>
    b.node('MeanVarianceNormalization', [x], attributes);

describe('MeanVarianceNormalization', () => {
  it.each([[[1]], [[2, 3]], [[-1, -2]]])('over the axes %j agrees with central differences', async (axes) => {
    expect(await gradientError({ shape: [3, 2, 4], nodes: normalised({ axes }) })).toBeLessThan(1e-6);
  });

  it('is refused across examples, which is its default', async () => {
    await expect(gradientError({ shape: [3, 2, 4], nodes: normalised({}) })).rejects.toThrow(
      /normalises across the examples/,
    );
  });
});
