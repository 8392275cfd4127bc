import { describe, expect, it } from '@jest/globals';
import { integers } from '../graph/tensors.js';
import { gradientError, weights, type GradientCase } from '../testing/gradient.js';

type Nodes = GradientCase['nodes'];

const reduction =
  (op: string, axes: number[] | undefined, keepdims: number): Nodes =>
  (b, x) => {
    if (op !== 'ReduceSum') return b.node(op, [x], { ...(axes ? { axes } : {}), keepdims });
    return b.node(op, axes ? [x, b.constant(integers(axes))] : [x], { keepdims });
  };

const cases: [string, Nodes][] = [
  ...['ReduceSum', 'ReduceMean', 'ReduceMax', 'ReduceMin', 'ReduceL2'].flatMap((op): [string, Nodes][] => [
    [`${op}, axes dropped`, reduction(op, [1, -1], 0)],
    [`${op}, axes kept`, reduction(op, [2], 1)],
  ]),
  ['ReduceSum over everything', reduction('ReduceSum', undefined, 0)],
  ['Softmax', (b, x) => b.node('Softmax', [x], { axis: -1 })],
  ['Softmax along another axis', (b, x) => b.node('Softmax', [x], { axis: 1 })],
  ['LogSoftmax', (b, x) => b.node('LogSoftmax', [x], { axis: 2 })],
  [
    'LayerNormalization',
    (b, x) =>
      b.node('LayerNormalization', [x, b.constant(weights([5], 'float64')), b.constant(weights([5], 'float64', 2))], {
        axis: -1,
        epsilon: { float: 0.015625 },
      }),
  ],
  [
    'LayerNormalization over several axes',
    (b, x) => b.node('LayerNormalization', [x, b.constant(weights([4, 5], 'float64'))], { axis: 2 }),
  ],
];

describe('rules of reductions and normalisations', () => {
  it.each(cases)('%s agrees with central differences', async (_, nodes) => {
    expect(await gradientError({ shape: [3, 4, 5], nodes })).toBeLessThan(1e-7);
  });

  it('InstanceNormalization agrees with central differences, in float32', async () => {
    const error = await gradientError({
      shape: [3, 4, 5],
      precision: 'float32',
      step: 1e-2,
      nodes: (b, x) =>
        b.node('InstanceNormalization', [
          x,
          b.constant(weights([3], 'float32')),
          b.constant(weights([3], 'float32', 2)),
        ]),
    });
    expect(error).toBeLessThan(1e-3);
  });
});
