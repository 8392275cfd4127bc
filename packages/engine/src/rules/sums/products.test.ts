import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { integers } from '../../graph/tensors.js';
import { gradientError, weights, type GradientCase } from '../../testing/gradient.js';

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
];

describe('rules of products', () => {
  it.each(cases)('%s agrees with central differences', async (_, shape, nodes) => {
    expect(await gradientError({ shape, nodes })).toBeLessThan(1e-8);
  });

  it('Gemm agrees with central differences over factors, transpositions and shapes of C', async () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }));
    const third = fc.constantFrom('none', 'scalar', 'row', 'column', 'depends');
    const coefficient = fc.constantFrom(-1.5, 0.5, 1, 2);
    await fc.assert(
      fc.asyncProperty(sizes, third, fc.boolean(), coefficient, coefficient, async ([k, m], c, turned, alpha, beta) => {
        const nodes: GradientCase['nodes'] = (b, x) => {
          const shapes = { scalar: [], row: [m], column: [1, 1], none: [], depends: [k, m] };
          const other = w(b, turned ? [m, k] : [k, m]);
          const bias = c === 'depends' ? b.node('MatMul', [x, w(b, [k, m], 4)]) : w(b, shapes[c]);
          return b.node('Gemm', [b.node('Tanh', [x]), other, ...(c === 'none' ? [] : [bias])], {
            alpha: { float: alpha },
            beta: { float: beta },
            transB: Number(turned),
          });
        };
        expect(await gradientError({ shape: [k], nodes })).toBeLessThan(1e-8);
      }),
      { seed: 50, numRuns: 25 },
    );
  });

  it.each([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ])('Gemm of two values that depend on the input, transA %d, transB %d', async (transA, transB) => {
    const flipped: GradientCase['nodes'] = (b, x) => b.node('Transpose', [b.node('Tanh', [x])], { perm: [1, 0] });
    const nodes: GradientCase['nodes'] = (b, x) => {
      const rows = b.node('Reshape', [x, b.constant(integers([-1, 4]))]);
      const left = transA ? flipped(b, rows) : b.node('Tanh', [rows]);
      const right = transB ? rows : flipped(b, rows);
      return b.node('Gemm', [left, right], { transA, transB, alpha: { float: 0.5 } });
    };
    expect(await gradientError({ shape: [4], nodes })).toBeLessThan(1e-8);
  });

  it('MatMul agrees with central differences over stacks that repeat and vectors', async () => {
    const size = fc.integer({ min: 1, max: 3 });
    const stack = fc.array(fc.record({ size, own: fc.boolean(), other: fc.boolean() }), { maxLength: 2 });
    const kind = fc.constantFrom('stack', 'stack', 'matrix', 'vector', 'depends');
    await fc.assert(
      fc.asyncProperty(stack, size, size, size, kind, fc.boolean(), async (axes, r, k, c, as, reversed) => {
        const lead = axes.map(({ size: n, own }) => (own ? n : 1));
        const leadOther = axes.map(({ size: n, other }) => (other ? n : 1));
        const nodes: GradientCase['nodes'] = (b, x) => {
          const matrix = reversed ? [c, r] : [k, c];
          const shape = { stack: [...leadOther, ...matrix], matrix, vector: [reversed ? r : k], depends: [] }[as];
          const last = lead.length + 2;
          const perm = [0, ...lead.map((_, axis) => axis + 1), last, last - 1];
          const turned = (): string => b.node('Transpose', [b.node('Tanh', [x])], { perm });
          const other = as === 'depends' ? turned() : w(b, shape);
          return b.node('MatMul', reversed ? [other, x] : [x, other]);
        };
        expect(await gradientError({ shape: [...lead, r, k], nodes })).toBeLessThan(1e-8);
      }),
      { seed: 51, numRuns: 50 },
    );
  });

  it.each([false, true])('MatMul by a vector that depends on the input, from the left: %s', async (left) => {
    const nodes: GradientCase['nodes'] = (b, x) => {
      const v = b.node('ReduceSum', [x, b.constant(integers([0, 1]))], { keepdims: 0 });
      return b.node('MatMul', left ? [v, b.node('Transpose', [x], { perm: [0, 2, 1] })] : [x, v]);
    };
    expect(await gradientError({ shape: [3, 4], nodes })).toBeLessThan(1e-8);
  });
});
