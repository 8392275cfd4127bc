import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { differentiate } from '../../graph/differentiate.js';
import { probe } from '../../import/probe.js';
import { loadRuntime } from '../../runtime/load.js';
import { gradientError, graphOf, weights, type GradientCase } from '../../testing/gradient.js';
import { equationOf } from './einsum.js';

const w = (b: Parameters<GradientCase['nodes']>[0], shape: number[], seed = 3) =>
  b.constant(weights(shape, 'float64', seed));

/** The input as it is, or a function of it, so that several operands depend on the input. */
const bent = (b: Parameters<GradientCase['nodes']>[0], x: string): string => b.node('Tanh', [x]);

const cases: [string, number[], GradientCase['nodes']][] = [
  ['bhid, bhjd -> bhij', [2, 3, 4], (b, x) => b.node('Einsum', [x, bent(b, x)], { equation: 'bhid, bhjd -> bhij' })],
  [
    'bhij,bhjd->bihd',
    [2, 3, 4],
    (b, x) =>
      b.node('Einsum', [b.node('Einsum', [x, x], { equation: 'bhid,bhjd->bhij' }), x], { equation: 'bhij,bhjd->bihd' }),
  ],
  ['HkD, bnD -> bHnk', [3, 4], (b, x) => b.node('Einsum', [w(b, [2, 5, 4]), x], { equation: 'HkD, bnD -> bHnk' })],
  ['bnd,dhk->bhnk', [3, 4], (b, x) => b.node('Einsum', [x, w(b, [4, 2, 5])], { equation: 'bnd,dhk->bhnk' })],
  ['bij,jk,bik->bi', [3, 4], (b, x) => b.node('Einsum', [x, w(b, [4, 4]), bent(b, x)], { equation: 'bij,jk,bik->bi' })],
  [
    'bi,bj,bk,ijk->b',
    [3],
    (b, x) => b.node('Einsum', [x, bent(b, x), x, w(b, [3, 3, 3])], { equation: 'bi,bj,bk,ijk->b' }),
  ],
  [
    'bnd,d->b, an index of one operand alone',
    [3, 4],
    (b, x) => b.node('Einsum', [x, w(b, [4])], { equation: 'bnd,d->b' }),
  ],
  ['bij->b, one operand', [3, 4], (b, x) => b.node('Einsum', [x], { equation: 'bij->b' })],
  ['bij->bji', [3, 4], (b, x) => b.node('Einsum', [x], { equation: 'bij->bji' })],
  ['bij,jk, the result implied', [3, 4], (b, x) => b.node('Einsum', [x, w(b, [4, 2])], { equation: 'bij,jk' })],
  ['...ij,...jk->...ik', [2, 3, 4], (b, x) => b.node('Einsum', [x, w(b, [4, 5])], { equation: '...ij,jk->...ik' })],
  [
    'bhij,hkj->bhik, a size of one repeated',
    [1, 3, 4],
    (b, x) => b.node('Einsum', [bent(b, x), w(b, [2, 5, 4])], { equation: 'bhij,hkj->bhik' }),
  ],
];

describe('rule of Einsum', () => {
  it.each(cases)('%s agrees with central differences', async (_, shape, nodes) => {
    expect(await gradientError({ shape, nodes })).toBeLessThan(1e-7);
  });

  it('random equations of two to four operands agree with central differences', async () => {
    const indices = fc.subarray(['i', 'j', 'k', 'l'], { minLength: 1, maxLength: 3 });
    const operands = fc.array(indices, { minLength: 1, maxLength: 3 });
    const size: Record<string, number> = { i: 2, j: 3, k: 1, l: 4 };
    await fc.assert(
      fc.asyncProperty(indices, operands, fc.infiniteStream(fc.boolean()), async (own, others, keep) => {
        const used = [...new Set([own, ...others].flat())];
        const result = used.filter(() => keep.next().value);
        const equation = `${[`b${own.join('')}`, ...others.map((each) => each.join(''))].join()}->b${result.join('')}`;
        const shape = own.map((index) => size[index]!);
        const nodes: GradientCase['nodes'] = (b, x) =>
          b.node(
            'Einsum',
            [
              x,
              ...others.map((each, k) =>
                w(
                  b,
                  each.map((index) => size[index]!),
                  k,
                ),
              ),
            ],
            { equation },
          );
        expect(await gradientError({ shape, step: 0.5, nodes })).toBeLessThan(1e-9);
      }),
      { seed: 95, numRuns: 30 },
    );
  });

  it('writes out ellipses and implied results', () => {
    const of = (equation: string, ...ranks: number[]) =>
      equationOf({ name: 'e', op: 'Einsum', inputs: [], outputs: [], attributes: { equation } }, ranks);
    expect(of('...ij, ...jk -> ...ik', 4, 2)).toEqual({ operands: ['ABij', 'jk'], result: 'ABik' });
    expect(of('...i,...i->...', 2, 4)).toEqual({ operands: ['Ci', 'ABCi'], result: 'ABC' });
    expect(of('ba,ac', 2, 2)).toEqual({ operands: ['ba', 'ac'], result: 'bc' });
    expect(of('...b,a', 3, 1)).toEqual({ operands: ['ABb', 'a'], result: 'ABab' });
  });

  it('refuses a diagonal', async () => {
    const nodes: GradientCase['nodes'] = (b, x) => b.node('Einsum', [x], { equation: 'bii->bi' });
    const { graph, types } = await probe(
      await loadRuntime('native', { threads: 1 }),
      graphOf({ shape: [3, 3], nodes }),
    );
    expect(() => differentiate(graph, { of: 'y', wrt: ['x'] }, types)).toThrow(/takes a diagonal, 'bii'/);
  });
});
