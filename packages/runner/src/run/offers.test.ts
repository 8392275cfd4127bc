import { describe, expect, it } from '@jest/globals';
import type { Classifier } from '@fragility/model';
import { z } from 'zod';
import type { Plan, Trial } from '../plan/plan.js';
import { checkOffers } from './offers.js';

const scores: Classifier = {
  inputShape: [1],
  classes: 2,
  bounds: null,
  precision: 'float64',
  gradientStop: { node: 'r', op: 'LSTM', reason: "operator LSTM (node 'r') has no gradient" },
  logits: async (x) => x,
};

/** A trial of one attack on a model that is peeked at. */
function trialOf(requires: string, peek?: () => Promise<Classifier>): Trial {
  const definition = { name: 'file', params: z.strictObject({}), ...(peek ? { peek } : {}) };
  const attacks = [{ name: 'steep', definition: { requires } }];
  return {
    seed: 0,
    chosen: { name: 'net', definition, params: {}, filled: {} },
    settings: { attacks },
  } as unknown as Trial;
}

const plan = {
  folder: '.',
  experiment: { engine: 'auto' },
  locate: (path: readonly unknown[]) => `x.yaml:${path.join('.')}`,
} as unknown as Plan;
const dataset = async (): Promise<never> => ({}) as never;

describe('checkOffers', () => {
  it('refuses attacks that need more than a model offers where they are written, before any work', async () => {
    let [peeks, disposed] = [0, 0];
    const peek = async (): Promise<Classifier> => {
      peeks++;
      return { ...scores, dispose: async () => void disposed++ };
    };
    const trials = [trialOf('gradient', peek), trialOf('gradient', peek)];
    await expect(checkOffers(plan, trials, dataset)).rejects.toMatchObject({
      code: 'config/invalid',
      message: expect.stringMatching(
        /x\.yaml:attacks\.steep\.use attack 'steep' needs gradients, which model 'net' does not offer \(operator LSTM \(node 'r'\) has no gradient\)/,
      ),
    });
    expect([peeks, disposed]).toEqual([1, 1]);
    await expect(checkOffers(plan, [trialOf('dense', peek)], dataset)).rejects.toThrow(/needs layers/);
  });

  it('does not look where nothing can be missing, and leaves broken models to their trials', async () => {
    const never = async (): Promise<never> => {
      throw new Error('looked');
    };
    await checkOffers(plan, [trialOf('scores', never), trialOf('gradient')], never);
    await checkOffers(plan, [trialOf('gradient', never)], dataset);
    await checkOffers(plan, [trialOf('gradient', async () => scores)], never);
    const smooth = { ...scores, vjp: async () => ({}) } as unknown as Classifier;
    await checkOffers(plan, [trialOf('gradient', async () => smooth)], dataset);
  });
});
