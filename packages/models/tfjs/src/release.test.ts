import { describe, expect, it } from '@jest/globals';
import { engineClassifier } from './engine-classifier.js';
import { readModelFiles } from './layers-model/read.js';
import { DATA, hasData } from './testing/data.js';

const real = hasData() ? describe : describe.skip;

const x = { data: new Float64Array(224 * 224 * 3).fill(0.5), shape: [1, 224, 224, 3] };
const c = { data: new Float64Array(1000).fill(1), shape: [1, 1000] };

real('MobileNet on the engine', () => {
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
