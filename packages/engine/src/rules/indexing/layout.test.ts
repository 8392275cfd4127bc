import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { filled, integers } from '../../graph/tensors.js';
import type { GraphBuilder } from '../../graph/builder.js';
import { axisOf, shapes } from '../../testing/arbitraries.js';
import { gradientError, type GradientCase } from '../../testing/gradient.js';

type Nodes = GradientCase['nodes'];

const list = (b: GraphBuilder, ...values: number[]) => b.constant(integers(values));
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
  ['Reshape, zeros allowed', (b, x) => b.node('Reshape', [x, list(b, -1, 4, 6)], { allowzero: 1 })],
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
];

describe('rules of layout', () => {
  it.each(cases)('%s agrees with central differences', async (_, nodes) => {
    expect(await gradientError({ shape: [2, 3, 4], nodes })).toBeLessThan(1e-8);
  });

  const withAxis = shapes({ min: 1, max: 3 }).chain((shape) => fc.tuple(fc.constant(shape), axisOf(shape)));

  it('Transpose agrees with central differences in any order of axes', async () => {
    const orders = shapes({ min: 1, max: 3 }).chain((shape) => {
      const axes = [0, ...shape.map((_, axis) => axis + 1)];
      return fc.tuple(fc.constant(shape), fc.shuffledSubarray(axes, { minLength: axes.length }));
    });
    await fc.assert(
      fc.asyncProperty(orders, async ([shape, perm]) => {
        expect(await gradientError({ shape, nodes: (b, x) => b.node('Transpose', [x], { perm }) })).toBeLessThan(1e-8);
      }),
      { seed: 70, numRuns: 15 },
    );
  });

  it('Split and Concat agree with central differences, whichever parts are used', async () => {
    const parts = fc.array(fc.record({ size: fc.integer({ min: 1, max: 3 }), used: fc.boolean() }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(withAxis, parts, fc.constantFrom(11, 13), async ([shape, axis], all, opset) => {
        const sizes = all.map(({ size }) => size);
        const place = axis < 0 ? axis + shape.length : axis - 1;
        const nodes: Nodes = (b, x) => {
          const inputs = opset < 13 ? [x] : [x, list(b, ...sizes)];
          const made = b.nodeOf(sizes.length, 'Split', inputs, { axis, ...(opset < 13 ? { split: sizes } : {}) });
          const used = made.filter((_, k) => k === 0 || all[k]!.used);
          return b.node('Concat', [...used.toReversed(), b.node('Tanh', [used[0]!])], { axis });
        };
        const total = sizes.reduce((a, c) => a + c);
        expect(await gradientError({ shape: shape.with(place, total), opset, nodes })).toBeLessThan(1e-8);
      }),
      { seed: 71, numRuns: 25 },
    );
  });

  it('Split into a number of parts, of which the last is smaller', async () => {
    const nodes: Nodes = (b, x) => {
      const made = b.nodeOf(3, 'Split', [x], { axis: 1, num_outputs: 3 });
      return b.node('Concat', [made[2]!, made[0]!], { axis: 1 });
    };
    expect(await gradientError({ shape: [8, 2], opset: 18, nodes })).toBeLessThan(1e-8);
  });

  it('Squeeze, Unsqueeze and Flatten agree with central differences at any axis', async () => {
    await fc.assert(
      fc.asyncProperty(withAxis, fc.constantFrom(11, 13), fc.boolean(), async ([shape, axis], opset, all) => {
        const at = (b: GraphBuilder, x: string): [string[], object] =>
          opset < 13 ? [[x], { axes: [axis] }] : [[x, list(b, axis)], {}];
        const nodes: Nodes = (b, x) => {
          const [inputs, attributes] = at(b, x);
          const wide = b.node('Tanh', [b.node('Unsqueeze', inputs, { ...attributes })]);
          const [narrow, same] = at(b, wide);
          const y = all ? b.node('Squeeze', [wide]) : b.node('Squeeze', narrow, { ...same });
          return all ? y : b.node('Flatten', [y], { axis });
        };
        expect(await gradientError({ shape, opset, nodes })).toBeLessThan(1e-8);
      }),
      { seed: 72, numRuns: 20 },
    );
  });

  it('Tile and Expand agree with central differences over repetitions', async () => {
    const repeated = shapes({ min: 1, max: 3 }).chain((shape) =>
      fc.tuple(fc.constant(shape), fc.tuple(...shape.map(() => fc.integer({ min: 1, max: 3 })))),
    );
    await fc.assert(
      fc.asyncProperty(repeated, async ([shape, times]) => {
        const tile: Nodes = (b, x) => b.node('Tile', [x, list(b, 1, ...times)]);
        expect(await gradientError({ shape, nodes: tile })).toBeLessThan(1e-8);
        const sizes = shape.map((size, k) => (size === 1 ? times[k]! : 1));
        const expand: Nodes = (b, x) => b.node('Expand', [x, list(b, ...sizes)]);
        expect(await gradientError({ shape, nodes: expand })).toBeLessThan(1e-8);
      }),
      { seed: 73, numRuns: 15 },
    );
  });

  it.each([
    ['DepthToSpace', { blocksize: 2 }],
    ['DepthToSpace', { blocksize: 2, mode: 'CRD' }],
    ['DepthToSpace', { blocksize: 3, mode: 'DCR' }],
    ['SpaceToDepth', { blocksize: 2 }],
    ['SpaceToDepth', { blocksize: 3 }],
  ])('%s %j agrees with central differences', async (op, attributes) => {
    const { blocksize } = attributes;
    const shape = op === 'DepthToSpace' ? [2 * blocksize ** 2, 2, 3] : [2, 2 * blocksize, blocksize];
    expect(await gradientError({ shape, nodes: (b, x) => b.node(op, [x], attributes) })).toBeLessThan(1e-8);
  });
});
