import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Attribute } from '../../graph/graph.js';
import { loadRuntime } from '../../runtime/load.js';
import { differentiate } from '../../graph/differentiate.js';
import { pair } from '../../testing/arbitraries.js';
import { gradientError, imported, weights, type GradientCase } from '../../testing/gradient.js';

/** Linear in x: central differences are exact whatever the step. */
const linear = { precision: 'float32', step: 1 } as const;

interface Geometry {
  readonly groups: number;
  readonly perGroup: [number, number];
  readonly size: [number, number];
  readonly kernel: [number, number];
  readonly strides: [number, number];
  readonly dilations: [number, number];
  readonly pads?: number[];
}

const geometry: fc.Arbitrary<Geometry> = fc.record({
  groups: fc.integer({ min: 1, max: 3 }),
  perGroup: pair(1, 2),
  size: pair(5, 7),
  kernel: pair(1, 3),
  strides: pair(1, 3),
  dilations: pair(1, 2),
  pads: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 }),
});

const conv = (
  { groups, perGroup: [inputs, outputs], size, kernel, ...rest }: Geometry,
  extra: Record<string, Attribute> = {},
) =>
  gradientError({
    ...linear,
    shape: [groups * inputs, ...size],
    nodes: (b, x) =>
      b.node('Conv', [x, b.constant(weights([groups * outputs, inputs, ...kernel], 'float32'))], {
        group: groups,
        ...rest,
        ...extra,
      }),
  });

describe('rules of convolutions', () => {
  it('Conv agrees with central differences over strides, dilations, groups and asymmetric pads', async () => {
    await fc.assert(
      fc.asyncProperty(geometry, async (given) => {
        expect(await conv(given)).toBeLessThan(1e-5);
      }),
      { seed: 20, numRuns: 40 },
    );
  });

  it('Conv with auto_pad, in groups, with strides and dilations', async () => {
    const automatic = fc.constantFrom('SAME_UPPER', 'SAME_LOWER', 'VALID');
    await fc.assert(
      fc.asyncProperty(geometry, automatic, async ({ pads: _, ...given }, auto_pad) => {
        // ONNX Runtime has no SAME with gaps.
        const dilations: [number, number] = auto_pad === 'VALID' ? given.dilations : [1, 1];
        expect(await conv({ ...given, dilations }, { auto_pad })).toBeLessThan(1e-5);
      }),
      { seed: 24, numRuns: 30 },
    );
  });

  it('Conv along one axis and along three', async () => {
    for (const [size, kernel] of [
      [[9], [3]],
      [
        [4, 5, 4],
        [2, 3, 2],
      ],
    ] as [number[], number[]][]) {
      const errors = [2, 5].map(async (channels) =>
        gradientError({
          ...linear,
          shape: [channels, ...size],
          nodes: (b, x) => b.node('Conv', [x, b.constant(weights([3, channels, ...kernel], 'float32'))], {}),
        }),
      );
      for (const error of await Promise.all(errors)) expect(error).toBeLessThan(1e-5);
    }
  });

  /** How a transposed convolution says what size it makes. */
  const ends = fc.oneof(
    fc.record({ pads: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 }) }),
    fc.record({ cut: pair(-2, 3), auto_pad: fc.constantFrom('NOTSET', 'SAME_UPPER', 'SAME_LOWER') }),
    fc.record({ cut: pair(0, 3), pads: fc.constant([1, 0, 0, 1]) }),
    fc.record({ auto_pad: fc.constantFrom('SAME_UPPER', 'SAME_LOWER', 'VALID') }),
  );

  it('ConvTranspose agrees with central differences, whichever way it is told its size', async () => {
    await fc.assert(
      fc.asyncProperty(geometry, ends, pair(0, 2), async ({ pads: _, ...given }, end, more) => {
        const { groups, perGroup, size, kernel, strides, dilations } = given;
        const [inputs, outputs] = perGroup;
        const extent = kernel.map((k, axis) => dilations[axis]! * (k - 1) + 1);
        const output_padding = strides.map((stride, axis) => Math.min(more[axis]!, stride - 1));
        const full = size.map((n, axis) => (n - 1) * strides[axis]! + extent[axis]! + output_padding[axis]!);
        const { cut, ...attributes } = { cut: undefined, ...end };
        const least = strides.map((stride, axis) => output_padding[axis]! + 1 - stride);
        const output_shape = cut && { output_shape: full.map((n, axis) => n - Math.max(cut[axis]!, least[axis]!)) };
        const error = await gradientError({
          ...linear,
          shape: [groups * inputs, ...size],
          nodes: (b, x) => {
            const kernels = b.constant(weights([groups * inputs, outputs, ...kernel], 'float32'));
            const bias = b.constant(weights([groups * outputs], 'float32', 2));
            const shared = { group: groups, strides, dilations, output_padding };
            return b.node('ConvTranspose', [x, kernels, bias], { ...shared, ...attributes, ...output_shape });
          },
        });
        expect(error).toBeLessThan(1e-5);
      }),
      { seed: 21, numRuns: 60 },
    );
  });

  it.each(['Conv', 'ConvTranspose'])('%s with a kernel or bias that depends on the input is refused', async (op) => {
    const runtime = await loadRuntime('native', { threads: 1 });
    const kernel: GradientCase['nodes'] = (b, x) => {
      const mean = b.node('ReduceMean', [x], { axes: [0], keepdims: 1 });
      return b.node(op, [x, op === 'Conv' ? mean : b.node('Transpose', [mean], { perm: [1, 0, 2, 3] })]);
    };
    const bias: GradientCase['nodes'] = (b, x) =>
      b.node(op, [
        x,
        b.constant(weights([2, 2, 1, 1], 'float32')),
        b.node('ReduceMean', [x], { axes: [0, 2, 3], keepdims: 0 }),
      ]);
    for (const nodes of [kernel, bias]) {
      const { graph, types } = await imported({ shape: [2, 3, 3], precision: 'float32', nodes }, runtime);
      const derive = (): unknown => differentiate(graph, { of: 'y', wrt: ['x'] }, types);
      expect(derive).toThrow(/\(node '.*'\) has a kernel or bias that depends on the input/);
    }
  });
});
