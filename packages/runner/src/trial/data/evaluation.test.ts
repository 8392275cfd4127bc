import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Dataset, Examples, Split } from '@fragility/dataset';
import { take } from '@fragility/numerics';
import { evaluationOf } from './evaluation.js';

const COUNT = 9;
/** Large enough that a stream of 64 MB holds two examples. */
const SHAPE = [2 ** 22];
const data = new Float64Array(0);
const asked: number[][] = [];

const dataset = (torn: readonly number[] = [], shape: readonly number[] = [1]): Dataset => ({
  shape,
  classes: ['even', 'odd'],
  bounds: null,
  size: { train: 0, test: COUNT },
  load: async (_split: Split, indices) => {
    asked.push(Array.from(indices));
    const kept = Array.from(indices).filter((i) => !torn.includes(i));
    const lost = Array.from(indices).filter((i) => torn.includes(i));
    return {
      inputs: take({ data: Float64Array.from({ length: COUNT }, (_, i) => i), shape: [COUNT, 1] }, kept),
      labels: Int32Array.from(kept, (i) => i % 2),
      ids: kept.map((i) => `e${i}`),
      skipped: lost.map((index) => ({ index, id: `e${index}`, reason: 'it is torn' })),
    };
  },
});
/** Claims large inputs, holds none: only the sizes of the chunks matter. */
const large: Dataset = {
  ...dataset([], SHAPE),
  load: async (_split, indices) => {
    asked.push(Array.from(indices));
    const ids = Array.from(indices, (i) => `e${i}`);
    return { inputs: { data, shape: [ids.length, ...SHAPE] }, labels: new Int32Array(ids.length), ids };
  },
};
const collect = async (chunks: AsyncIterable<Examples>): Promise<string[]> => {
  const ids: string[] = [];
  for await (const chunk of chunks) ids.push(...chunk.ids);
  return ids;
};
beforeEach(() => void asked.splice(0));

describe('evaluationOf', () => {
  it('loads what is small once, for every pass', async () => {
    const { chunks, whole, count } = evaluationOf(dataset(), { limit: 4 });
    expect([await collect(chunks()), await collect(chunks()), (await whole()).ids]).toEqual(
      Array.from({ length: 3 }, () => ['e0', 'e1', 'e2', 'e3']),
    );
    expect([count, asked]).toEqual([4, [[0, 1, 2, 3]]]);
  });

  it('streams what is large, for every pass anew', async () => {
    const { chunks } = evaluationOf(large, { limit: 5 }, { kept: 0 });
    expect(await collect(chunks())).toEqual(await collect(chunks()));
    expect(asked).toEqual([[0, 1], [2, 3], [4], [0, 1], [2, 3], [4]]);
  });

  it.each([0, 2 ** 20])('names what cannot be read, %i bytes kept', async (kept) => {
    const { chunks, unreadable } = evaluationOf(dataset([1, 7]), {}, { kept });
    expect(await collect(chunks())).toEqual(['e0', 'e2', 'e3', 'e4', 'e5', 'e6', 'e8']);
    await collect(chunks());
    expect(unreadable().map(({ id }) => id)).toEqual(['e1', 'e7']);
  });

  it.each([0, 2 ** 20])('fails where nothing can be read, %i bytes kept', async (kept) => {
    const { chunks } = evaluationOf(dataset([0, 1]), { limit: 2 }, { kept });
    await expect(collect(chunks())).rejects.toMatchObject({ code: 'dataset/unreadable' });
  });

  it('refuses, before anything is loaded, an analysis that needs more than memory holds', () => {
    const huge = { ...large, size: { train: 0, test: 10_000_000 } };
    expect(() => evaluationOf(huge, {}, { wholeFor: 'pairs' })).toThrow(
      /^\[runner\/evaluation\] analysis 'pairs' needs all 10000000 examples at once, 312500.0 GB of .* set evaluate.limit to fewer$/,
    );
    expect(evaluationOf(huge, {}).count).toBe(10_000_000);
    expect(asked).toEqual([]);
  });

  it('refuses an empty split', () =>
    expect(() => evaluationOf(dataset(), { split: 'train' })).toThrow(/split 'train' has no examples/));
});
