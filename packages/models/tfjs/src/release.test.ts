import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import type { DifferentiableClassifier } from '@fragility/model';
import { engineClassifier } from './engine-classifier.js';
import { readModelFiles } from './layers-model/read.js';
import { DATA, hasData } from './testing/data.js';

const real = hasData() ? describe : describe.skip;

setFlagsFromString('--expose_gc');
const collectGarbage = runInNewContext('gc') as () => void;

const x = { data: new Float64Array(224 * 224 * 3).fill(0.5), shape: [1, 224, 224, 3] };
const c = { data: new Float64Array(1000).fill(1), shape: [1, 1000] };

async function used(model: DifferentiableClassifier): Promise<void> {
  await model.logits(x);
  await (await model.vjp(x)).backward(c);
}

real('MobileNet on the engine', () => {
  it('gives back what its sessions held when it is disposed of', async () => {
    const files = await readModelFiles(`${DATA}/models/mobilenet_v1_0.75_224`);
    const times = async (count: number): Promise<number> => {
      for (let k = 0; k < count; k++) {
        const model = await engineClassifier(files, { bounds: [0, 1] });
        await used(model);
        await model.dispose!();
      }
      collectGarbage();
      return process.memoryUsage.rss() / 2 ** 20;
    };
    const before = await times(3);
    expect((await times(10)) - before).toBeLessThan(100);
  }, 120_000);

  it('says that it has been disposed of, and may be disposed of twice', async () => {
    const files = await readModelFiles(`${DATA}/models/mobilenet_v1_0.75_224`);
    const model = await engineClassifier(files, { bounds: [0, 1] });
    const { backward } = await model.vjp(x);
    await model.dispose!();
    await model.dispose!();
    const gone = { code: 'engine/disposed', message: expect.stringMatching(/disposed of; keep it until/) };
    await expect(model.logits(x)).rejects.toMatchObject(gone);
    await expect(model.vjp(x)).rejects.toMatchObject(gone);
    await expect(backward(c)).rejects.toMatchObject(gone);
  });
});
