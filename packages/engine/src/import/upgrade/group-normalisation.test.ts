import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { floats } from '../../graph/tensors.js';
import { loadRuntime } from '../../runtime/load.js';
import { gradientError, imported, weights, type GradientCase } from '../../testing/gradient.js';
import { data } from '../../testing/networks.js';

const EPSILON = 2 ** -6;

/** Channels in groups, with scale and shift for each group (18) or channel (21). */
const normalised = (opset: number, groups: number, perGroup: number, size: readonly number[]): GradientCase => ({
  shape: [groups * perGroup, ...size],
  precision: 'float32',
  step: 1e-2,
  opset,
  nodes: (b, x) => {
    const [scale, shift] = [1, 2].map((seed) =>
      b.constant(weights([opset < 21 ? groups : groups * perGroup], 'float32', seed)),
    );
    return b.node('GroupNormalization', [x, scale!, shift!], { num_groups: groups, epsilon: { float: EPSILON } });
  },
});

const cases = fc.record({
  opset: fc.constantFrom(18, 21),
  groups: fc.integer({ min: 1, max: 3 }),
  perGroup: fc.integer({ min: 1, max: 3 }),
  size: fc.array(fc.integer({ min: 2, max: 4 }), { minLength: 1, maxLength: 2 }),
});

describe('GroupNormalization', () => {
  it('agrees with plain loops, whether scales belong to groups or to channels', async () => {
    const runtime = await loadRuntime('native', { threads: 1 });
    await fc.assert(
      fc.asyncProperty(cases, async ({ opset, groups, perGroup, size }) => {
        const { graph } = await imported(normalised(opset, groups, perGroup, size), runtime);
        const session = await runtime.session(graph);
        const [channels, area] = [groups * perGroup, size.reduce((a, b) => a * b)];
        const x = Float32Array.from(data(2, channels * area).data);
        const { y } = await session.run({ x: { data: x, shape: [2, channels, ...size] } });
        await session.release();
        const count = opset < 21 ? groups : channels;
        const [scale, shift] = [1, 2].map((seed) => floats(weights([count], 'float32', seed)));
        for (let start = 0; start < x.length; start += perGroup * area) {
          const part = x.subarray(start, start + perGroup * area);
          const mean = part.reduce((a, b) => a + b, 0) / part.length;
          const variance = part.reduce((sum, value) => sum + (value - mean) ** 2, 0) / part.length;
          part.forEach((value, k) => {
            const channel = Math.floor((start + k) / area) % channels;
            const at = opset < 21 ? Math.floor(channel / perGroup) : channel;
            const expected = (scale![at]! * (value - mean)) / Math.sqrt(variance + EPSILON) + shift![at]!;
            expect(Math.abs(Number(y!.data[start + k]) - expected)).toBeLessThan(1e-5);
          });
        }
      }),
      { seed: 30, numRuns: 10 },
    );
  });

  it('agrees with central differences', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ opset, groups, perGroup, size }) => {
        expect(await gradientError(normalised(opset, groups, perGroup, size))).toBeLessThan(2e-3);
      }),
      { seed: 31, numRuns: 10 },
    );
  });
});
