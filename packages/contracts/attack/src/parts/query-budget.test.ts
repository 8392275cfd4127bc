import { describe, expect, it } from '@jest/globals';
import { marginLoss, type Loss, type Row } from '@fragility/numerics';
import type { Example } from '../index.js';
import { QueryBudgetSpent, withQueryBudget, withinQueryBudget } from './index.js';

type Queries = Pick<Example<'gradient'>, 'decide' | 'logits' | 'gradient' | 'gradients'>;

const x: Row = Float64Array.of(0);
const loss: Loss = marginLoss({ label: 0 });

/** An example that counts what it is asked. */
function counting(): Queries & { readonly asked: Readonly<Record<string, number>> } {
  const asked = { decide: 0, logits: 0, gradient: 0, gradients: 0 };
  const scored = { class: 0, fooled: false, logits: Float64Array.of(1, 0) };
  const pulled = { ...scored, value: -1, gradient: x };
  return {
    asked,
    decide: async () => (asked.decide++, scored),
    logits: async () => (asked.logits++, scored),
    gradient: async () => (asked.gradient++, pulled),
    gradients: async (_: Row, losses: readonly Loss[]) => (
      (asked.gradients += losses.length),
      losses.map(() => pulled)
    ),
  };
}

describe('withQueryBudget', () => {
  it('counts gradients, and other queries half', async () => {
    const limited = withQueryBudget(counting(), 10);
    await limited.gradient(x, loss);
    expect(limited.left()).toBe(9);
    await limited.gradients(x, [loss, loss, loss]);
    expect(limited.left()).toBe(6);
    await limited.logits(x);
    await limited.decide(x);
    expect(limited.left()).toBe(5);
  });

  it('throws QueryBudgetSpent at the query beyond, which is not asked', async () => {
    const example = counting();
    const limited = withQueryBudget(example, 2);
    await expect(limited.gradients(x, [loss, loss, loss])).rejects.toThrow(QueryBudgetSpent);
    await limited.gradients(x, [loss, loss]);
    await expect(limited.gradient(x, loss)).rejects.toThrow(QueryBudgetSpent);
    await expect(limited.logits(x)).rejects.toThrow(QueryBudgetSpent);
    await expect(limited.decide(x)).rejects.toThrow(QueryBudgetSpent);
    expect(example.asked).toEqual({ decide: 0, logits: 0, gradient: 0, gradients: 2 });
  });
});

describe('withinQueryBudget', () => {
  it('ends quietly when nothing is left, and passes every other error on', async () => {
    const limited = withQueryBudget(counting(), 3);
    let asked = 0;
    await withinQueryBudget(async () => {
      for (;;) {
        await limited.gradient(x, loss);
        asked++;
      }
    });
    expect(asked).toBe(3);
    await expect(withinQueryBudget(async () => Promise.reject(new TypeError('other')))).rejects.toThrow(TypeError);
  });
});
