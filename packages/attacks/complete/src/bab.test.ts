import { expect, it } from '@jest/globals';
import { attack } from '@fragility/attack';
import { referenceClassifier, type Classifier } from '@fragility/model';
import { bab } from './index.js';

const layer = (weight: number[], bias: number[], kind: 'relu' | 'identity') => ({
  inputs: weight.length / bias.length,
  outputs: bias.length,
  weight: Float64Array.from(weight),
  bias: Float64Array.from(bias),
  activation: { kind },
});

/** A margin of 1 without slope but for a spike of width 0.02 around 0.73. */
const spike = referenceClassifier([
  layer([100, 100, 100], [-72, -73, -74], 'relu'),
  layer([-2, 4, -2, 0, 0, 0], [1, 0], 'identity'),
]);

async function run(model: Classifier, budget: number) {
  const examples = { inputs: { data: Float64Array.of(0.2), shape: [1, 1] }, labels: Int32Array.of(0), ids: ['x'] };
  const options = { norm: 'linf' as const, budgets: [budget], params: { rounds: 12, parts: 40 } };
  for await (const record of attack(model, bab, examples, options)) return record;
  throw new Error('no record');
}

it('finds a planted example in a plain', async () => {
  const { success, candidate } = await run(spike, 0.7);
  expect([success, Math.abs(candidate![0]! - 0.73) < 0.01]).toEqual([true, true]);
});

it('ends where bounds prove that there is nothing', async () => {
  const { success, reason, forwards } = await run(spike, 0.5);
  expect([success, reason]).toEqual([false, expect.stringContaining('proves that there is no such point')]);
  expect(forwards).toBeLessThan(12);
});

it('gets by with gradients where a model shows no graph, and says so', async () => {
  const plain = Object.fromEntries(Object.entries(spike).filter(([key]) => key !== 'layers'));
  const { success, warnings } = await run(plain as unknown as Classifier, 0.7);
  expect([success, warnings]).toEqual([false, [expect.stringContaining('gradients alone')]]);
});
