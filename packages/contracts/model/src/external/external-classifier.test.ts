import { describe, expect, it } from '@jest/globals';
import { externalClassifier, asLogits, offerOf, type ModelOutput } from '../index.js';

const made = (answers: ModelOutput, dispose?: () => void) =>
  externalClassifier({
    ...{ inputShape: [2], classes: 3, bounds: null, precision: 'float64', answers, facts: { url: 'here' } },
    ...{ where: 'model/mine', disposed: 'mine/disposed', ...(dispose ? { dispose } : {}) },
    logits: async (_, n) => asLogits(new Float64Array(n * (answers === 'labels' ? 1 : 3)), [n, 3], answers, 'mine'),
  });

describe('externalClassifier', () => {
  it('gives logits their shape, says what it answers, and that labels are decisions only', async () => {
    const { model } = made('labels');
    expect(await model.logits({ data: new Float64Array(4), shape: [2, 2] })).toEqual({
      data: Float64Array.of(0, -1, -1, 0, -1, -1),
      shape: [2, 3],
    });
    expect(model.facts).toEqual({ url: 'here', answers: 'labels' });
    expect([offerOf(model).offers, offerOf(made('logits').model).offers]).toEqual(['decisions', 'logits']);
  });

  it('is closed once, and refuses to be asked then', async () => {
    let closed = 0;
    const { model, checkOpen } = made('logits', () => void closed++);
    checkOpen();
    await model.dispose!();
    await model.dispose!();
    expect(closed).toBe(1);
    expect(checkOpen).toThrow(/disposed of/);
    await expect(model.logits({ data: new Float64Array(2), shape: [1, 2] })).rejects.toMatchObject({
      code: 'mine/disposed',
    });
  });
});
