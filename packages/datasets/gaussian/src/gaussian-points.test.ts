import { describe, expect, it } from '@jest/globals';
import { matrix, openDataset } from '@fragility/dataset';
import { datasetChecks } from '@fragility/dataset/conformance';
import { kolmogorovSmirnov, normalCdf } from '@fragility/numerics';
import plugin, { gaussianPoints } from './index.js';

describe('gaussian-points', () => {
  it.each([{ dimension: 8 }, { dimension: 3, points: 20, classes: 2 }])('conforms with %j', async (params) => {
    for (const { run } of datasetChecks(gaussianPoints, params)) await run();
  });

  it('gives each point its class, or balanced random classes', async () => {
    const each = await matrix(await openDataset(gaussianPoints, { dimension: 5 }, { seed: 1 }));
    expect([...each.labels]).toEqual([0, 1, 2, 3, 4]);
    const labels = async (seed: number): Promise<number[]> => [
      ...(await matrix(await openDataset(gaussianPoints, { dimension: 2, points: 60, classes: 3 }, { seed }))).labels,
    ];
    const drawn = await labels(1);
    for (const k of [0, 1, 2]) expect(drawn.filter((label) => label === k)).toHaveLength(20);
    expect(await labels(2)).not.toEqual(drawn);
  });

  it('draws standard normal points that do not depend on how many there are', async () => {
    const many = await matrix(await openDataset(gaussianPoints, { dimension: 10, points: 1000 }, { seed: 4 }));
    expect(kolmogorovSmirnov(many.inputs.data, normalCdf).pValue).toBeGreaterThan(0.01);
    const few = await matrix(await openDataset(gaussianPoints, { dimension: 10, points: 3 }, { seed: 4 }));
    expect([...few.inputs.data]).toEqual([...many.inputs.data.subarray(0, 30)]);
  });

  it('refuses a dimension of 0 and one class by name', async () => {
    await expect(openDataset(gaussianPoints, { dimension: 0 }, { seed: 1 })).rejects.toThrow(
      /\[dataset\/gaussian-points\] dimension: 0/,
    );
    await expect(openDataset(gaussianPoints, { dimension: 4, classes: 1 }, { seed: 1 })).rejects.toThrow(/classes/);
  });

  it('is what the plugin provides', () => {
    expect(plugin.provides).toEqual([gaussianPoints]);
  });
});
