import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Attribute } from '../graph/graph.js';
import { gradientError, weights } from '../testing/gradient.js';

/** Linear in x: central differences are exact whatever the step. */
const linear = { precision: 'float32', step: 1 } as const;

interface Geometry {
  readonly groups: number;
  readonly perGroup: [number, number];
  readonly size: [number, number];
  readonly kernel: [number, number];
  readonly strides: [number, number];
  readonly dilations: [number, number];
  readonly pads: number[];
}

const pair = (min: number, max: number) => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));
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

  it.each(['SAME_UPPER', 'SAME_LOWER', 'VALID'])('Conv with auto_pad %s', async (automatic) => {
    for (const strides of [
      [1, 1],
      [2, 3],
    ] as [number, number][]) {
      const given = { groups: 1, perGroup: [2, 3], size: [7, 6], kernel: [3, 2], strides, dilations: [1, 1] } as const;
      const { groups, perGroup, size, kernel, dilations } = given;
      const error = await gradientError({
        ...linear,
        shape: [groups * perGroup[0], ...size],
        nodes: (b, x) =>
          b.node('Conv', [x, b.constant(weights([perGroup[1], perGroup[0], ...kernel], 'float32'))], {
            strides,
            dilations: [...dilations],
            auto_pad: automatic,
          }),
      });
      expect(error).toBeLessThan(1e-5);
    }
  });

  it('Conv along one axis and along three', async () => {
    for (const [size, kernel] of [
      [[9], [3]],
      [
        [4, 5, 4],
        [2, 3, 2],
      ],
    ] as [number[], number[]][]) {
      const error = await gradientError({
        ...linear,
        shape: [2, ...size],
        nodes: (b, x) => b.node('Conv', [x, b.constant(weights([3, 2, ...kernel], 'float32'))], {}),
      });
      expect(error).toBeLessThan(1e-5);
    }
  });

  it('ConvTranspose agrees with central differences', async () => {
    await fc.assert(
      fc.asyncProperty(
        geometry,
        fc.boolean(),
        async ({ groups, perGroup: [inputs, outputs], size, kernel, ...rest }, more) => {
          const pads = rest.pads.map((pad, k) => Math.min(pad, kernel[k % 2]! - 1));
          const padding = more ? { output_padding: rest.strides.map((stride) => stride - 1) } : {};
          const error = await gradientError({
            ...linear,
            shape: [groups * inputs, ...size],
            nodes: (b, x) =>
              b.node('ConvTranspose', [x, b.constant(weights([groups * inputs, outputs, ...kernel], 'float32'))], {
                group: groups,
                ...rest,
                pads,
                ...padding,
              }),
          });
          expect(error).toBeLessThan(1e-5);
        },
      ),
      { seed: 21, numRuns: 25 },
    );
  });
});
