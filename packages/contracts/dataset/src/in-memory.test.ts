import { describe, expect, it } from '@jest/globals';
import { runChecks } from '@fragility/plugin';
import { strictObject } from 'valibot';
import { datasetChecks } from './conformance/index.js';
import { defineDataset, examplesAt, inMemory } from './index.js';

const inputs = { data: Float64Array.of(0, 1, 2, 3, 4, 5), shape: [3, 1, 2] };
const labels = Int32Array.of(0, 1, 1);
const classes = ['a', 'b'];

describe('inMemory', () => {
  it('keeps the contract of datasets', async () => {
    const held = defineDataset({
      name: 'held',
      summary: 'Three points',
      params: strictObject({}),
      open: async () => inMemory(classes, null, { train: { inputs, labels } }),
    });
    expect((await runChecks(datasetChecks(held, {}))).filter(({ passed }) => !passed)).toEqual([]);
  });

  it('has the shape of its inputs, an empty split for what it is not given, and ids by split and position', async () => {
    const one = inMemory(classes, [0, 5], { test: { inputs, labels } });
    expect(one).toMatchObject({ shape: [1, 2], classes, bounds: [0, 5], size: { train: 0, test: 3 } });
    expect(await one.load('test', [2, 0])).toEqual({
      inputs: { data: Float64Array.of(4, 5, 0, 1), shape: [2, 1, 2] },
      labels: Int32Array.of(1, 0),
      ids: ['test-2', 'test-0'],
    });
    expect((await one.load('train', [])).inputs.shape).toEqual([0, 1, 2]);
  });

  it('keeps ids', async () => {
    const named = inMemory(classes, null, { train: { inputs, labels, ids: ['x', 'y', 'z'] } });
    expect((await named.load('train', [1])).ids).toEqual(['y']);
    expect(examplesAt(await named.load('train', [0, 1, 2]), [2, 1]).ids).toEqual(['z', 'y']);
  });
});
