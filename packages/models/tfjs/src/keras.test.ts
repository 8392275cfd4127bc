import { describe, expect, it } from '@jest/globals';
import { isDifferentiable } from '@fragility/model';
import { engineClassifier } from './engine-classifier.js';
import { tensorModel } from './tensor-model.js';
import { off } from './testing/converted.js';
import { kerasModels } from './testing/keras/keras.js';

const models = kerasModels();
const named = models.map((model) => [model.name, model] as const);

describe('logits and gradients are those of Keras on the engine:', () => {
  it.each(named)('%s', async (_, { files, shape, x, cotangent, logits, gradient }) => {
    const model = await engineClassifier(files, { threads: 1 });
    if (!isDifferentiable(model)) throw new Error('not differentiable');
    const { logits: ours, backward } = await model.vjp({ data: x, shape });
    expect(off(ours.data, logits)).toBeLessThan(1e-5);
    const back = await backward({ data: cotangent, shape: [2, logits.length / 2] });
    expect(off(back.data, gradient)).toBeLessThan(1e-5);
    await model.dispose!();
  });
});

describe('TensorFlow.js has the logits of Keras, or refuses the layer:', () => {
  it.each(named)('%s', async (_, { files, shape, x, logits }) => {
    const model = await tensorModel(files, { backend: 'cpu', check: false }).catch((error: unknown) => {
      expect(error).toMatchObject({ code: expect.stringMatching(/^tfjs\/(kernel|layer|topology|weight)$/) });
    });
    if (!model) return;
    const ours = await model.logits({ data: x, shape });
    expect(off(ours.data, logits)).toBeLessThan(1e-5);
    await model.dispose!();
  });

  it('has those of layers that it shares with Keras', async () => {
    const shared = models.filter(({ name }) => name.includes(', convolutions'));
    expect(shared.length).toBe(2);
    for (const { files } of shared)
      await expect(tensorModel(files, { backend: 'cpu', check: false })).resolves.toBeDefined();
  });
});
