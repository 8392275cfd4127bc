import { describe, expect, it } from '@jest/globals';
import type { Classifier } from '@fragility/model';
import { GraphBuilder } from '../graph/builder.js';
import { filled, integers } from '../graph/tensors.js';
import { checkApart } from './apart.js';
import { graphClassifier } from './classifier.js';
import type { Typed } from './probe.js';

/** A model of two logits, the sum of an input and of the squares, and some error of one's own. */
const model = (error: (row: Float64Array, count: number) => number): Classifier => ({
  inputShape: [4],
  classes: 2,
  bounds: [0, 1],
  precision: 'float32',
  logits: async ({ data, shape: [count] }) => ({
    data: Float64Array.from({ length: 2 * count! }, (_, k) => {
      const row = data.subarray(4 * (k >> 1), 4 * (k >> 1) + 4);
      return k % 2 === 0 ? row.reduce((a, b) => a + b) : row.reduce((a, b) => a + b * b, error(row, count!));
    }),
    shape: [count!, 2],
  }),
});

const graphOf = (op: string): Typed => {
  const b = new GraphBuilder('one');
  b.node(op, [b.input({ name: 'x', type: 'float32', shape: ['batch', 4] })]);
  return { graph: b.build(), types: new Map(), batch: undefined };
};

const smooth = graphOf('Tanh');

let calls = 0;

describe('examples of a batch', () => {
  it.each([1e-3, 5e-3, 0.1])('are not kept apart where others change a logit by %d', async (size) => {
    await expect(
      checkApart(
        model((_, count) => (count - 1) * size),
        smooth,
      ),
    ).rejects.toMatchObject({
      code: 'engine/batch',
    });
  });

  it.each([
    ['what rounding changes', model((_, count) => 3e-7 * count), smooth],
    ['a step of rounded values', model((_, count) => 4e-3 * count), graphOf('QuantizeLinear')],
    ['rounding that the model amplifies', model((row, count) => 1e-2 * Math.sin(1e6 * row[0]! + count)), smooth],
    ['answers that differ each time', model(() => Math.sin(++calls)), smooth],
  ])('are, but for %s', async (_, kept, typed) => {
    await expect(checkApart(kept, typed)).resolves.toBeUndefined();
  });

  it('are not kept apart by half a per cent of their mean', async () => {
    const b = new GraphBuilder('mean');
    const x = b.input({ name: 'x', type: 'float32', shape: ['n', 4] });
    const mean = b.node('ReduceMean', [x], { axes: [0], keepdims: 1 });
    const share = b.node('Mul', [mean, b.constant(filled('float32', [], 0.005))]);
    const rows = b.node('Reshape', [b.node('Add', [x, share]), b.constant(integers([-1, 4]))]);
    b.output({ name: rows, type: 'float32', shape: ['n', 4] });
    await expect(graphClassifier(b.build())).rejects.toMatchObject({ code: 'engine/batch' });
  });
});
