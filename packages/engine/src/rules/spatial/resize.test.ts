import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { integers } from '../../graph/tensors.js';
import { gradientError, type GradientCase } from '../../testing/gradient.js';

const modes = {
  nearest: fc.record({
    nearest_mode: fc.constantFrom('round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'),
  }),
  linear: fc.constant({}),
  cubic: fc.record({
    cubic_coeff_a: fc.constantFrom({ float: -0.75 }, { float: -0.5 }),
    exclude_outside: fc.constantFrom(0, 1),
  }),
};
const coordinates = fc.constantFrom(
  'half_pixel',
  'half_pixel_symmetric',
  'pytorch_half_pixel',
  'align_corners',
  'asymmetric',
);
const scale = fc.constantFrom(0.25, 0.5, 1, 1.125, 1.5, 2, 2.75);

const scalesOf = (values: readonly number[]) =>
  ({ type: 'float32', shape: [values.length], data: Float32Array.from(values) }) as const;

/** New sizes or scales of an image, of all axes or of chosen ones. */
const targets = fc.oneof(
  fc.record({ sizes: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })) }),
  fc.record({ scales: fc.tuple(scale, scale) }),
);

describe('the rule of Resize', () => {
  it.each(['nearest', 'linear', 'cubic'] as const)('%s agrees with central differences', async (mode) => {
    await fc.assert(
      fc.asyncProperty(modes[mode], coordinates, targets, fc.boolean(), async (how, transformation, target, chosen) => {
        const nodes: GradientCase['nodes'] = (b, x) => {
          const attributes = { ...how, mode, coordinate_transformation_mode: transformation };
          const axes = chosen ? { axes: [-1, 2] } : {};
          const some = (pair: readonly number[]): number[] => (chosen ? [pair[1]!, pair[0]!] : [...pair]);
          const all = (sizes: string): string => {
            const first = b.node('Gather', [b.node('Shape', [x]), b.constant(integers([0, 1]))]);
            return b.node('Concat', [first, sizes], { axis: 0 });
          };
          const own = (sizes: readonly number[]): string => b.constant(integers(some(sizes)));
          const inputs =
            'sizes' in target
              ? ['', '', chosen ? own(target.sizes) : all(own(target.sizes))]
              : ['', b.constant(scalesOf([...(chosen ? [] : [1, 1]), ...some(target.scales)]))];
          return b.node('Resize', [x, ...inputs], { ...attributes, ...axes });
        };
        expect(await gradientError({ shape: [2, 4, 5], precision: 'float32', step: 1, opset: 19, nodes })).toBeLessThan(
          1e-5,
        );
      }),
      { seed: 90, numRuns: 50 },
    );
  });
});
