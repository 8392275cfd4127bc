import { describe, expect, it } from '@jest/globals';
import { offerOf, type Classifier } from '@fragility/model';
import { count, row } from '@fragility/numerics';
import { GraphBuilder } from '../graph/builder.js';
import type { Graph } from '../graph/graph.js';
import { data } from '../testing/networks.js';
import { weights } from '../testing/gradient.js';
import { graphClassifier } from './classifier.js';

type End = (b: GraphBuilder, h: string, w: (shape: number[], seed: number) => string) => string;

/** tanh(x A), 6 → 4, and an end to three classes. */
function graph(end: End, type: 'float32' | 'float64' = 'float64'): Graph {
  const b = new GraphBuilder('net');
  const w = (shape: number[], seed: number): string => b.constant(weights(shape, type, seed));
  const x = b.input({ name: 'x', type, shape: ['n', 6] });
  b.node('Identity', [end(b, b.node('Tanh', [b.node('MatMul', [x, w([6, 4], 1)])]), w)], {}, 'out');
  b.output({ name: 'out', type, shape: ['n', 3] });
  return b.build();
}

const x = data(5, 6);

/** Largest difference of W h + b and the logits. */
async function off(model: Classifier): Promise<number> {
  const { width, weight, bias, features } = model.head!;
  const [h, f] = [await features(x), await model.logits(x)];
  expect(h.shape).toEqual([count(x), width]);
  return Math.max(
    ...Array.from({ length: count(x) }, (_, i) =>
      Math.max(
        ...Array.from(row(f, i), (value, k) =>
          Math.abs(row(h, i).reduce((sum, v, c) => sum + weight[k * width + c]! * v, bias[k]!) - value),
        ),
      ),
    ),
  );
}

describe('the head of a graph', () => {
  it.each<[string, End]>([
    ['Gemm', (b, h, w) => b.node('Gemm', [h, w([4, 3], 2), w([3], 3)])],
    [
      'turned Gemm with half its bias',
      (b, h, w) => b.node('Gemm', [h, w([3, 4], 2), w([3], 3)], { transB: 1, beta: { float: 0.5 } }),
    ],
    ['Gemm without bias', (b, h, w) => b.node('Gemm', [h, w([4, 3], 2)])],
    ['MatMul and Add', (b, h, w) => b.node('Add', [b.node('MatMul', [h, w([4, 3], 2)]), w([3], 3)])],
    [
      'Add and MatMul, one bias for all, before a softmax',
      (b, h, w) => b.node('Softmax', [b.node('Add', [w([1], 3), b.node('MatMul', [h, w([4, 3], 2)])])]),
    ],
  ])('is read from %s', async (_, end) => {
    for (const engine of ['native', 'wasm'] as const) {
      const model = await graphClassifier(graph(end), { engine });
      expect(offerOf(model)).toMatchObject({ features: true });
      expect(model.head!.width).toBe(4);
      expect(await off(model)).toBeLessThan(1e-12);
      await model.dispose!();
      await expect(model.head!.features(x)).rejects.toThrow(/disposed/);
    }
  });

  it.each<[string, End]>([
    ['a scaled product', (b, h, w) => b.node('Gemm', [h, w([4, 3], 2)], { alpha: { float: 2 } })],
    ['something after the product', (b, h, w) => b.node('Tanh', [b.node('Gemm', [h, w([4, 3], 2)])])],
    [
      'a bias for each example',
      (b, h, w) => b.node('Add', [b.node('MatMul', [h, w([4, 3], 2)]), b.node('MatMul', [h, w([4, 3], 4)])]),
    ],
  ])('is not read from %s', async (_, end) => {
    const model = await graphClassifier(graph(end), { engine: 'native' });
    expect(offerOf(model)).not.toHaveProperty('features');
    await model.dispose!();
  });

  it('has the features before a Gemm on images in float32, after what a node stops too', async () => {
    const stopped: End = (b, h, w) => b.node('Gemm', [b.node('Sign', [h]), w([4, 3], 2), w([3], 3)]);
    const model = await graphClassifier(graph(stopped, 'float32'), { engine: 'native', mean: 0.5, std: 2 });
    expect(await off(model)).toBeLessThan(1e-6);
    expect(new Set((await model.head!.features(x)).data.map(Math.abs))).toEqual(new Set([1]));
    await model.dispose!();
  });
});
