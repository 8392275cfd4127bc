import { describe, expect, it } from '@jest/globals';
import { filled, integers } from '../graph/tensors.js';
import type { GraphBuilder } from '../graph/builder.js';
import { gradientError, type GradientCase } from '../testing/gradient.js';

type Nodes = GradientCase['nodes'];

const list = (b: GraphBuilder, ...values: number[]) => b.constant(integers(values));
const slice =
  (starts: number[], ends: number[], axes: number[], steps: number[]): Nodes =>
  (b, x) =>
    b.node('Slice', [x, list(b, ...starts), list(b, ...ends), list(b, ...axes), list(b, ...steps)]);
const pad =
  (mode: string, ...pads: number[]): Nodes =>
  (b, x) =>
    b.node('Pad', [x, list(b, ...pads)], { mode });
const gather =
  (axis: number, shape: number[], ...places: number[]): Nodes =>
  (b, x) =>
    b.node('Gather', [x, b.constant({ ...integers(places), shape })], { axis });

const cases: [string, Nodes][] = [
  ['Reshape', (b, x) => b.node('Reshape', [x, list(b, 0, -1, 2)])],
  [
    'Reshape by arithmetic on the shape',
    (b, x) => {
      const batch = b.node('Gather', [b.node('Shape', [x]), b.constant({ ...integers([0]), shape: [] })], { axis: 0 });
      const sizes = b.node('Concat', [b.node('Unsqueeze', [batch, list(b, 0)]), list(b, 24)], { axis: 0 });
      return b.node('Reshape', [x, sizes]);
    },
  ],
  ['windows merged with the batch', (b, x) => b.node('Tanh', [b.node('Reshape', [x, list(b, -1, 4)])])],
  ['Flatten', (b, x) => b.node('Flatten', [x], { axis: 2 })],
  [
    'Squeeze of Unsqueeze',
    (b, x) => b.node('Squeeze', [b.node('Tanh', [b.node('Unsqueeze', [x, list(b, 1, 3)])]), list(b, 1)]),
  ],
  ['Transpose', (b, x) => b.node('Transpose', [x], { perm: [3, 0, 2, 1] })],
  ['Transpose, reversed', (b, x) => b.node('Transpose', [x])],
  ['Expand', (b, x) => b.node('Expand', [b.node('Unsqueeze', [x, list(b, 1)]), list(b, 1, 5, 1, 1, 1)])],
  [
    'Concat',
    (b, x) =>
      b.node('Concat', [x, b.node('Tanh', [x]), b.constant(filled('float64', [2, 1, 3, 4], 1))].slice(0, 2), {
        axis: 1,
      }),
  ],
  [
    'Split, all parts',
    (b, x) => {
      const [p, q] = b.nodeOf(2, 'Split', [x, list(b, 1, 3)], { axis: -1 });
      return b.node('Concat', [q!, b.node('Tanh', [p!])], { axis: 3 });
    },
  ],
  [
    'Split, some parts',
    (b, x) => {
      const [p, , r] = b.nodeOf(3, 'Split', [x, list(b, 1, 1, 2)], { axis: 3 });
      return b.node('Mul', [p!, r!]);
    },
  ],
  ['Split, one part', (b, x) => b.nodeOf(2, 'Split', [x], { axis: 1 })[1]!],
  ['Slice', slice([1], [9], [3], [1])],
  ['Slice, from the back', slice([-2, 0], [-1, 1], [2, 1], [1, 1])],
  ['Slice, every other', slice([0, 1], [9, 9], [2, 3], [2, 2])],
  ['Slice, backwards', slice([-1], [-9], [3], [-1])],
  ['Slice, backwards by two', slice([9], [0], [3], [-2])],
  ['Gather, one place', gather(2, [], 1)],
  ['Gather, in another order', gather(3, [4], 3, 0, 2, 1)],
  ['Gather, places twice and negative', gather(3, [5], 1, 1, -1, 0, 1)],
  ['Gather, a matrix of places', gather(1, [2, 2], 0, 1, 1, 1)],
  ['Pad', pad('constant', 0, 0, 1, 2, 0, 0, 0, 1)],
  ['Pad, negative', pad('constant', 0, 0, -1, 2, 0, 0, 0, -1)],
  ['Pad, reflect', pad('reflect', 0, 0, 2, 1, 0, 0, 1, 3)],
  ['Pad, edge', pad('edge', 0, 1, 2, 1, 0, 0, 1, 3)],
];

describe('rules of layout and selection', () => {
  it.each(cases)('%s agrees with central differences', async (_, nodes) => {
    expect(await gradientError({ shape: [2, 3, 4], nodes })).toBeLessThan(1e-8);
  });

  const resizes: [string, Record<string, string>, number[]][] = [
    [
      'nearest, twice',
      { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' },
      [2, 2],
    ],
    ['nearest, default rounding', { mode: 'nearest' }, [1.5, 0.5]],
    ['nearest, ceil', { mode: 'nearest', nearest_mode: 'ceil' }, [1.5, 1.25]],
    ['nearest, prefer ceil', { mode: 'nearest', nearest_mode: 'round_prefer_ceil' }, [2, 0.5]],
    ['linear', { mode: 'linear' }, [2, 1.5]],
    ['linear, pytorch', { mode: 'linear', coordinate_transformation_mode: 'pytorch_half_pixel' }, [2, 0.25]],
    ['linear, corners', { mode: 'linear', coordinate_transformation_mode: 'align_corners' }, [2, 3]],
    ['linear, asymmetric', { mode: 'linear', coordinate_transformation_mode: 'asymmetric' }, [3, 1]],
  ];
  it.each(resizes)('Resize %s', async (_, attributes, scales) => {
    const factors = { type: 'float32', shape: [4], data: Float32Array.of(1, 1, ...scales) } as const;
    const nodes: Nodes = (b, x) => b.node('Resize', [x, '', b.constant(factors)], attributes);
    expect(await gradientError({ shape: [2, 4, 4], precision: 'float32', step: 1, nodes })).toBeLessThan(1e-5);
  });
});
