import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { filled, integers } from '../../graph/tensors.js';
import { axisOf, shapes } from '../../testing/arbitraries.js';
import { gradientError, weights, type GradientCase } from '../../testing/gradient.js';

type Nodes = GradientCase['nodes'];

const reductions = ['Sum', 'Mean', 'Max', 'Min', 'L1', 'L2', 'LogSumExp', 'SumSquare'].map((kind) => `Reduce${kind}`);

/** Axes of an example, counted from either end, none twice. */
const axesOf = (shape: readonly number[]) =>
  fc
    .subarray(shape.map((_, axis) => axis + 1))
    .chain((axes) => fc.tuple(...axes.map((axis) => fc.constantFrom(axis, axis - shape.length - 1))));

const withAxes = shapes({ min: 1, max: 3 }).chain((shape) => fc.tuple(fc.constant(shape), axesOf(shape)));

const withAxis = shapes({ min: 1, max: 3 }).chain((shape) => fc.tuple(fc.constant(shape), axisOf(shape)));

describe('rules of reductions and normalisations', () => {
  it.each(reductions)('%s agrees with central differences over axes, as attribute and as input', async (op) => {
    const written = fc.constantFrom(11, 13, 18);
    await fc.assert(
      fc.asyncProperty(withAxes, written, fc.boolean(), fc.boolean(), async ([shape, axes], opset, keep, noop) => {
        const since = op === 'ReduceSum' ? 13 : 18;
        fc.pre(axes.length > 0 || (opset >= since && noop));
        const nodes: Nodes = (b, x) => {
          const more = opset >= since ? { noop_with_empty_axes: Number(noop) } : { axes };
          const inputs = opset < since || axes.length === 0 ? [x] : [x, b.constant(integers(axes))];
          return b.node(op, inputs, { keepdims: Number(keep), ...more });
        };
        expect(await gradientError({ shape, opset, nodes })).toBeLessThan(1e-7);
      }),
      { seed: 60, numRuns: 20 },
    );
  });

  it.each([0, 1, 2, 3])(
    'ReduceProd agrees with central differences where %d of three factors are zero',
    async (zeros) => {
      const factors: Nodes = (b, x) => {
        const times = (value: string, factor: number): string =>
          b.node('Mul', [value, b.constant(filled('float64', [], factor))]);
        const kept = b.constant({ type: 'float64', shape: [3], data: new Float64Array(3).fill(1, 0, zeros) });
        const itself = times(b.node('Round', [times(x, 64)]), 1 / 64);
        return b.node('Sub', [x, b.node('Mul', [itself, kept])]);
      };
      for (const keepdims of [0, 1]) {
        const nodes: Nodes = (b, x) => b.node('ReduceProd', [factors(b, x)], { axes: [-1], keepdims });
        expect(await gradientError({ shape: [2, 3], offKinks: true, nodes })).toBeLessThan(1e-7);
      }
    },
  );

  it('ReduceLogSum agrees with central differences', async () => {
    for (const keepdims of [0, 1]) {
      const nodes: Nodes = (b, x) =>
        b.node('ReduceLogSum', [b.node('Exp', [x]), b.constant(integers([1]))], { keepdims });
      expect(await gradientError({ shape: [3, 4], opset: 18, nodes })).toBeLessThan(1e-7);
    }
  });

  it('ReduceSum over everything, and ties of a maximum', async () => {
    const everything: Nodes = (b, x) => b.node('ReduceSum', [x], { keepdims: 0 });
    expect(await gradientError({ shape: [3, 4], nodes: everything })).toBeLessThan(1e-7);
    const ties: Nodes = (b, x) => b.node('ReduceMax', [b.node('Concat', [x, x], { axis: 1 })], { axes: [1] });
    expect(await gradientError({ shape: [3, 4], nodes: ties })).toBeLessThan(1e-7);
  });

  it.each(['Softmax', 'LogSoftmax'])('%s agrees with central differences along any axis', async (op) => {
    await fc.assert(
      fc.asyncProperty(withAxis, fc.constantFrom(11, 13), async ([shape, axis], opset) => {
        expect(await gradientError({ shape, opset, nodes: (b, x) => b.node(op, [x], { axis }) })).toBeLessThan(1e-7);
      }),
      { seed: 61, numRuns: 25 },
    );
  });

  it('LayerNormalization agrees with central differences from any axis on, with and without a shift', async () => {
    await fc.assert(
      fc.asyncProperty(withAxis, fc.boolean(), async ([shape, axis], shifted) => {
        const sizes = [2, ...shape].slice(axis);
        fc.pre(sizes.some((size) => size > 1));
        const nodes: Nodes = (b, x) => {
          const [scale, shift] = [1, 2].map((seed) => b.constant(weights(sizes, 'float64', seed)));
          const inputs = [x, scale!, ...(shifted ? [shift!] : [])];
          return b.node('LayerNormalization', inputs, { axis, epsilon: { float: 0.015625 } });
        };
        expect(await gradientError({ shape, nodes })).toBeLessThan(1e-7);
      }),
      { seed: 62, numRuns: 25 },
    );
  });

  it('BatchNormalization agrees with central differences, after a convolution and elsewhere', async () => {
    const before = fc.constantFrom('nothing', 'Conv', 'Conv of two uses');
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        shapes({ min: 0, max: 2 }),
        before,
        async (channels, size, made) => {
          fc.pre(made === 'nothing' || size.length > 0);
          const nodes: Nodes = (b, x) => {
            const w = (shape: number[], seed: number): string => b.constant(weights(shape, 'float32', seed));
            const kernels = w([channels, channels, ...size.map(() => 1)], 1);
            const value = made === 'nothing' ? x : b.node('Conv', [x, kernels, w([channels], 2)]);
            const variance = weights([channels], 'float32', 6);
            const positive = {
              ...variance,
              data: Float32Array.from(variance.data as Float32Array, (v) => v * v + 0.25),
            };
            const inputs = [value, w([channels], 3), w([channels], 4), w([channels], 5), b.constant(positive)];
            const y = b.node('BatchNormalization', inputs, { epsilon: { float: 0.015625 } });
            return made === 'Conv of two uses' ? b.node('Add', [y, value]) : y;
          };
          expect(
            await gradientError({ shape: [channels, ...size], precision: 'float32', step: 1, nodes }),
          ).toBeLessThan(1e-5);
        },
      ),
      { seed: 63, numRuns: 25 },
    );
  });

  it('LRN agrees with central differences over windows of channels, in float32', async () => {
    const size = fc.constantFrom(1, 3, 5);
    await fc.assert(
      fc.asyncProperty(size, fc.integer({ min: 1, max: 6 }), async (window, channels) => {
        const attributes = { size: window, alpha: { float: 2 }, beta: { float: 0.75 }, bias: { float: 1.5 } };
        const error = await gradientError({
          shape: [channels, 2, 3],
          precision: 'float32',
          step: 1e-2,
          nodes: (b, x) => b.node('LRN', [x], attributes),
        });
        expect(error).toBeLessThan(1e-3);
      }),
      { seed: 64, numRuns: 15 },
    );
  });

  it('InstanceNormalization agrees with central differences, in float32', async () => {
    const sizes = fc.array(fc.integer({ min: 2, max: 4 }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), sizes, async (channels, size) => {
        const nodes: Nodes = (b, x) => {
          const [scale, shift] = [1, 2].map((seed) => b.constant(weights([channels], 'float32', seed)));
          return b.node('InstanceNormalization', [x, scale!, shift!], { epsilon: { float: 0.015625 } });
        };
        const error = await gradientError({ shape: [channels, ...size], precision: 'float32', step: 1e-2, nodes });
        expect(error).toBeLessThan(2e-3);
      }),
      { seed: 65, numRuns: 10 },
    );
  });
});
