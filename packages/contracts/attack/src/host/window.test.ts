import { expect, it } from '@jest/globals';
import { attackOf } from '../conformance/attack-of.js';
import type { Classifier } from '@fragility/model';
import { attack } from '../index.js';

const look = attackOf('decision', async ({ input, decide }) => void (await decide(input)));

it.each([
  [16_384, 64],
  [32_768, 32],
  [150_528, 6],
])('inputs of %i values are attacked %i at a time', async (size, window) => {
  const batches: number[] = [];
  const model: Classifier = {
    inputShape: [size],
    classes: 2,
    bounds: null,
    precision: 'float64',
    logits: async ({ shape: [n = 0] }) => {
      batches.push(n);
      return { data: Float64Array.from({ length: 2 * n }, (_, k) => 1 - (k % 2)), shape: [n, 2] };
    },
  };
  const one = new Float64Array(size);
  const data = (async function* () {
    for (let i = 0; i < window + 1; i++)
      yield { inputs: { data: one, shape: [1, size] }, labels: Int32Array.of(0), ids: [`${i}`] };
  })();
  for await (const { success } of attack(model, look, data, { norm: 'l2' })) expect(success).toBe(false);
  expect(Math.max(...batches)).toBe(window);
});
