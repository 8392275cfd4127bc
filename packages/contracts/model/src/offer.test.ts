import { describe, expect, it } from '@jest/globals';
import { covers, offerOf, peekAt, type Capability, type Classifier, type Offer } from './index.js';
import { right } from './testing/classifiers.js';

const { vjp, layers, head, ...scores } = right();
const stop = { node: 'r', op: 'LSTM', reason: "operator LSTM (node 'r') has no gradient" };

describe('offerOf', () => {
  it.each<[string, Classifier, Offer]>([
    ['layers', { ...scores, vjp, layers } as Classifier, { offers: 'dense' }],
    ['features', { ...scores, head } as Classifier, { offers: 'logits', features: true }],
    ['gradients', { ...scores, vjp } as Classifier, { offers: 'gradients' }],
    ['scores', scores, { offers: 'logits' }],
    ['scores, and why', { ...scores, gradientStop: stop }, { offers: 'logits', why: stop.reason }],
    ['decisions', { ...scores, decisionOnly: true }, { offers: 'decisions' }],
  ])('tells %s', (_, model, offer) => {
    expect(offerOf(model)).toEqual(offer);
  });
});

describe('covers', () => {
  const all: readonly Offer['offers'][] = ['decisions', 'logits', 'gradients', 'dense'];
  it('is an order', () => {
    const needs = all.slice(1) as Capability[];
    expect(all.map((offers) => needs.filter((one) => covers({ offers }, one)).length)).toEqual([0, 1, 2, 3]);
    expect(covers({ offers: 'logits' }, 'logits')).toBe(true);
    expect(covers({ offers: 'logits' }, 'gradients')).toBe(false);
  });
});

describe('peekAt', () => {
  it('disposes of the model', async () => {
    let disposed = 0;
    const model = async (): Promise<Classifier> => ({ ...scores, dispose: async () => void disposed++ });
    expect(await peekAt(model())).toEqual({ offers: 'logits' });
    expect(disposed).toBe(1);
  });
});
