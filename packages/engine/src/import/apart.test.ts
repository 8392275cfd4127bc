import { describe, expect, it } from '@jest/globals';
import type { Classifier } from '@fragility/model';
import { GraphBuilder } from '../graph/builder.js';
import { filled, integers } from '../graph/tensors.js';
import { weights } from '../testing/gradient.js';
import { data, difference } from '../testing/networks.js';
import { rawOutput } from '../testing/raw.js';
import { checkApart } from './apart.js';
import { graphClassifier } from './classifier.js';
import type { Typed } from './typed.js';

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

  it.each([
    ['a sum', (b: GraphBuilder, x: string) => b.node('CumSum', [x, b.constant(integers([0]))])],
    [
      'a recurrent layer',
      (b: GraphBuilder, x: string) => {
        const sequence = b.node('Unsqueeze', [x, b.constant(integers([1]))]);
        const [w, r] = [weights([1, 3, 4], 'float32', 1), weights([1, 3, 3], 'float32', 2)].map((each) =>
          b.constant(each),
        );
        const all = b.node('RNN', [sequence, w!, r!], { hidden_size: 3 });
        return b.node('Reshape', [all, b.constant(integers([-1, 3]))]);
      },
    ],
    [
      'a scan',
      (b: GraphBuilder, x: string) => {
        const inside = new GraphBuilder('turn');
        inside.input({ name: 'state', type: 'float32', shape: [4] });
        inside.input({ name: 'each', type: 'float32', shape: [4] });
        inside.node('Tanh', [inside.node('Add', ['state', 'each'], {}, 'sum')], {}, 'next');
        inside.output({ name: 'next', type: 'float32', shape: [4] });
        inside.output({ name: inside.node('Identity', ['next'], {}, 'shown'), type: 'float32', shape: [4] });
        const zeros = b.constant(filled('float32', [4], 0));
        return b.nodeOf(2, 'Scan', [zeros, x], { body: { graph: inside.build() }, num_scan_inputs: 1 })[1]!;
      },
    ],
  ] as const)('are not kept apart by %s along them, though the first is alone before all others', async (_, nodes) => {
    const b = new GraphBuilder('along');
    const x = b.input({ name: 'x', type: 'float32', shape: ['n', 4] });
    b.output({ name: nodes(b, x), type: 'float32', shape: ['n', 4] });
    await expect(graphClassifier(b.build())).rejects.toMatchObject({ code: 'engine/batch' });
  });

  it('are kept apart by a scan within each, which offers logits', async () => {
    const inside = new GraphBuilder('turn');
    inside.input({ name: 'state', type: 'float32', shape: ['n'] });
    inside.input({ name: 'each', type: 'float32', shape: ['n'] });
    inside.node('Tanh', [inside.node('Add', ['state', 'each'], {}, 'sum')], {}, 'next');
    inside.output({ name: 'next', type: 'float32', shape: ['n'] });
    const b = new GraphBuilder('within');
    const x = b.input({ name: 'x', type: 'float32', shape: ['n', 4] });
    const start = b.node('ReduceMean', [x], { axes: [1], keepdims: 0 });
    const scan = { body: { graph: inside.build() }, num_scan_inputs: 1, scan_input_axes: [1] };
    const last = b.node('Unsqueeze', [b.node('Scan', [start, x], scan, 'scan'), b.constant(integers([1]))]);
    b.node('MatMul', [last, b.constant(weights([1, 3], 'float32', 1))], {}, 'y');
    b.output({ name: 'y', type: 'float32', shape: ['n', 3] });
    const found = await graphClassifier(b.build());
    expect(found.gradientStop).toMatchObject({ op: 'Scan', node: 'scan' });
    const rows = data(5, 4);
    expect(difference((await found.logits(rows)).data, await rawOutput(b.build(), rows))).toBeLessThan(1e-6);
    await found.dispose?.();
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

  it('are run alone where one decision for all of them is made by what they hold', async () => {
    const branch = (factor: number) => {
      const inside = new GraphBuilder('branch');
      const name = inside.node('Mul', ['x', inside.constant(filled('float32', [], factor))]);
      inside.output({ name, type: 'float32', shape: ['n', 4] });
      return { graph: inside.build() };
    };
    const b = new GraphBuilder('decided');
    const x = b.input({ name: 'x', type: 'float32', shape: ['n', 4] });
    const most = b.node('ReduceMax', [x], { keepdims: 0 });
    const large = b.node('Greater', [most, b.constant(filled('float32', [], 5))]);
    const branches = { then_branch: branch(-1), else_branch: branch(2) };
    b.output({ name: b.node('If', [large], branches), type: 'float32', shape: ['n', 4] });
    const found = await graphClassifier(b.build());
    const rows = { data: Float64Array.of(1, 2, 3, 4, 2, 4, 6, 8), shape: [2, 4] };
    expect([...(await found.logits(rows)).data]).toEqual([2, 4, 6, 8, -2, -4, -6, -8]);
    await found.dispose?.();
  });
});
