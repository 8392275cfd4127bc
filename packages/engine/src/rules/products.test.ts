import { describe, expect, it } from '@jest/globals';
import { loadRuntime } from '../runtime/load.js';
import { probe } from '../import/probe.js';
import { differentiate } from '../graph/differentiate.js';
import { gradientError, graphOf, weights, type GradientCase } from '../testing/gradient.js';

const w = (b: Parameters<GradientCase['nodes']>[0], shape: number[], seed = 3) =>
  b.constant(weights(shape, 'float64', seed));

const cases: [string, number[], GradientCase['nodes']][] = [
  ['Gemm', [4], (b, x) => b.node('Gemm', [x, w(b, [4, 3]), w(b, [3])], { alpha: { float: 0.5 }, beta: { float: 2 } })],
  ['Gemm, transB', [4], (b, x) => b.node('Gemm', [x, w(b, [3, 4])], { transB: 1 })],
  ['MatMul by a matrix', [5, 4], (b, x) => b.node('MatMul', [x, w(b, [4, 3])])],
  ['MatMul of a matrix, from the left', [5, 4], (b, x) => b.node('MatMul', [w(b, [3, 5]), x])],
  ['MatMul by a stack', [2, 5, 4], (b, x) => b.node('MatMul', [x, w(b, [2, 4, 3])])],
  ['MatMul by a stack that repeats', [1, 5, 4], (b, x) => b.node('MatMul', [x, w(b, [3, 4, 2])])],
  [
    'attention scores',
    [2, 3, 4],
    (b, x) => b.node('MatMul', [x, b.node('Transpose', [b.node('Tanh', [x])], { perm: [0, 1, 3, 2] })]),
  ],
  [
    'Einsum, scores',
    [2, 3, 4],
    (b, x) => b.node('Einsum', [x, b.node('Tanh', [x])], { equation: 'bhid, bhjd -> bhij' }),
  ],
  ['Einsum, heads', [3, 4], (b, x) => b.node('Einsum', [x, w(b, [4, 2, 5])], { equation: 'bnd,dhk->bhnk' })],
];

describe('rules of products', () => {
  it.each(cases)('%s agrees with central differences', async (_, shape, nodes) => {
    expect(await gradientError({ shape, nodes })).toBeLessThan(1e-8);
  });

  it('refuses an einsum that sums an index of one operand alone', async () => {
    const runtime = await loadRuntime('native', { threads: 1 });
    const nodes: GradientCase['nodes'] = (b, x) => b.node('Einsum', [x, w(b, [4])], { equation: 'bnd,d->b' });
    const { graph, types } = await probe(runtime, graphOf({ shape: [3, 4], nodes }));
    expect(() => differentiate(graph, { of: 'y', wrt: ['x'] }, types)).toThrow(/sums or repeats an index of 'bnd'/);
  });
});
