import { describe, expect, it } from '@jest/globals';
import type { Classifier } from '@fragility/model';
import type { Batch } from '@fragility/numerics';
import { predictClean, type CleanPrediction } from './clean.js';
import { lookLikeShares, remainShares } from './shares.js';

const inputs: Batch = { data: Float64Array.of(1, 0, 0, 1, 1, 0), shape: [3, 2] };

const examples = { inputs, labels: Int32Array.of(0, 1, 0), ids: ['a', 'b', 'c'] };

/** A classifier of two inputs and two classes, with gradients unless it answers queries only. */
function classifier(answer: (x: number, y: number) => readonly [number, number], queriesOnly = false): Classifier {
  const logits = async ({ data, shape }: Batch): Promise<Batch> => ({
    data: Float64Array.from(data, (_, k) => answer(data[k - (k % 2)]!, data[k - (k % 2) + 1]!)[k % 2]!),
    shape: [shape[0]!, 2],
  });
  const model = { inputShape: [2], classes: 2, bounds: null, precision: 'float64', logits } as unknown as Classifier;
  return queriesOnly ? model : Object.assign(model, { vjp: () => Promise.reject(new Error('unused')) });
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

const doubted = async (model: Classifier): Promise<boolean> =>
  lookLikeShares((await predictClean('net', model, examples)) as CleanPrediction[]) &&
  (await remainShares(model, inputs));

describe('probabilities among answers', () => {
  it.each<[string, (x: number, y: number) => readonly [number, number]]>([
    ['shares', (x, y) => [sigmoid(x - y), sigmoid(y - x)]],
    ['saturated shares', (x, y) => [sigmoid(90 * (x - y)), sigmoid(90 * (y - x))]],
    ['sigmoids beside one another', (x, y) => [sigmoid(x), sigmoid(y)]],
  ])('are found: %s', async (_, answer) => {
    expect(await doubted(classifier(answer))).toBe(true);
    expect(await doubted(classifier(answer, true))).toBe(true);
  });

  it.each<[string, (x: number, y: number) => readonly [number, number]]>([
    ['an affine map fitted to one-hot labels', (x, y) => [x, y]],
    ['an affine map whose rows sum to 1', (x, y) => [(1 + x - y) / 2, (1 + y - x) / 2]],
    ['small logits that happen to be in [0, 1]', (x, y) => [0.4 * x + 0.1, 0.3 * y]],
    ['logits', (x, y) => [x - y, 7]],
  ])('are not seen in logits: %s', async (_, answer) => {
    expect(await doubted(classifier(answer))).toBe(false);
  });
});
