import { describe, expect, it } from '@jest/globals';
import type { Classifier } from '../index.js';
import { failures, right } from '../testing/classifiers.js';
import { classifierChecks } from './index.js';

describe('classifierChecks', () => {
  it.each([
    ['relu', 'float64'],
    ['tanh', 'float64'],
    ['identity', 'float64'],
    ['relu', 'float32'],
    ['tanh', 'float32'],
  ] as const)('passes a correct %s network in %s', async (kind, precision) => {
    expect(await failures(classifierChecks(async () => right(kind, precision), { offers: 'dense' }))).toEqual([]);
  });

  it('has a name for every check, once', () => {
    const names = classifierChecks(async () => right(), { offers: 'dense' }).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('checks neither less nor more than what is offered', async () => {
    const scores = async (): Promise<Classifier> => {
      const { inputShape, classes, bounds, precision, logits } = right();
      return { inputShape, classes, bounds, precision, logits };
    };
    expect(await failures(classifierChecks(scores, { offers: 'logits' }))).toEqual([]);
    expect((await failures(classifierChecks(scores))).join('\n')).toContain('it offers logits, gradients is expected');
    expect(await failures(classifierChecks(async () => right()))).toEqual([
      "offers what is expected: it offers dense, gradients is expected; say offers: 'dense', or change the model",
    ]);
  });

  it('tries the inputs it is given', async () => {
    const inputs = () => ({ data: Float64Array.of(1, 2, 3, 4, NaN), shape: [1, 5] });
    expect(
      (await failures(classifierChecks(async () => right('identity'), { offers: 'dense', inputs }))).join('\n'),
    ).toContain('the logits hold NaN');
  });
});
