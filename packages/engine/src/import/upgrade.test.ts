import { describe, expect, it } from '@jest/globals';
import { GraphBuilder } from '../graph/builder.js';
import type { Attribute, Graph } from '../graph/graph.js';
import { integers } from '../graph/tensors.js';
import { loadRuntime } from '../runtime/load.js';
import { upgrade } from './upgrade.js';

const X = { data: Float32Array.from({ length: 24 }, (_, k) => Math.sin(k)), shape: [2, 3, 4] };

/** A graph of one input `[n, 3, 4]` around one operator. */
function graphOf(op: string, attributes: Record<string, Attribute>, more: number[][] = [], outputs = 1): Graph {
  const b = new GraphBuilder('case');
  const x = b.input({ name: 'x', type: 'float32', shape: ['n', 3, 4] });
  const made = b.nodeOf(outputs, op, [x, ...more.map((list) => b.constant(integers(list)))], attributes);
  b.node('Identity', [made.at(-1)!], {}, 'y');
  b.output({ name: 'y', type: 'float32', shape: [] });
  return b.build();
}

async function run(graph: Graph): Promise<{ data: number[]; shape: readonly number[] }> {
  const runtime = await loadRuntime('native', { threads: 1 });
  const session = await runtime.session({ ...graph, outputs: [] }, ['y']);
  const { data, shape } = (await session.run({ x: X }))['y']!;
  await session.release();
  return { data: Array.from(data as ArrayLike<number>, Number), shape };
}

/** The same operator as it was or will be written, and as it is in operator set 17. */
const cases: [string, number, Graph, Graph][] = [
  ['Squeeze of Unsqueeze', 11, graphOf('Unsqueeze', { axes: [1, 4] }), graphOf('Unsqueeze', {}, [[1, 4]])],
  ['ReduceSum', 11, graphOf('ReduceSum', { axes: [1], keepdims: 0 }), graphOf('ReduceSum', { keepdims: 0 }, [[1]])],
  ['Split', 11, graphOf('Split', { axis: 2, split: [1, 3] }, [], 2), graphOf('Split', { axis: 2 }, [[1, 3]], 2)],
  [
    'Split into a number of parts',
    18,
    graphOf('Split', { axis: 2, num_outputs: 2 }, [], 2),
    graphOf('Split', { axis: 2 }, [], 2),
  ],
  ['ReduceMean', 18, graphOf('ReduceMean', {}, [[1, 2]]), graphOf('ReduceMean', { axes: [1, 2] })],
  ['ReduceMax over everything', 18, graphOf('ReduceMax', {}), graphOf('ReduceMax', {})],
  ['ReduceMean over nothing', 18, graphOf('ReduceMean', { noop_with_empty_axes: 1 }, [[]]), graphOf('Identity', {})],
  ['Dropout', 12, graphOf('Dropout', {}, [], 1), graphOf('Identity', {})],
  ['Softmax over the last axis', 13, graphOf('Softmax', { axis: 1 }), graphOf('Softmax', { axis: 1 })],
];

describe('upgrade', () => {
  it.each(cases)('%s of operator set %d', async (_, opset, old, expected) => {
    expect(await run(upgrade({ graph: old, metadata: {}, opset }))).toEqual(await run(expected));
  });

  it('lets softmax before 13 run over all axes from its own on', async () => {
    const { data, shape } = await run(upgrade({ graph: graphOf('Softmax', {}), metadata: {}, opset: 11 }));
    expect(shape).toEqual([2, 3, 4]);
    const sum = X.data.subarray(0, 12).reduce((total, value) => total + Math.exp(value), 0);
    expect(data[5]).toBeCloseTo(Math.exp(X.data[5]!) / sum, 6);
  });

  it.each([
    ['Mish', {}, (x: number) => x * Math.tanh(Math.log1p(Math.exp(x)))],
    ['Softsign', {}, (x: number) => x / (1 + Math.abs(x))],
    [
      'Gelu',
      { approximate: 'tanh' },
      (x: number) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
    ],
  ] as const)('%s as a formula', async (op, attributes, formula) => {
    const { data } = await run(upgrade({ graph: graphOf(op, attributes), metadata: {}, opset: 20 }));
    data.forEach((value, k) => expect(value).toBeCloseTo(formula(X.data[k]!), 6));
  });

  it('Gelu by the error function is between its neighbours, and exact at 0', async () => {
    const { data } = await run(upgrade({ graph: graphOf('Gelu', {}), metadata: {}, opset: 20 }));
    const near = (x: number): number => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
    data.forEach((value, k) => expect(Math.abs(value - near(X.data[k]!))).toBeLessThan(5e-4));
    expect(data[0]).toBe(0);
  });

  it('refuses what it cannot write in operator set 17, by node', () => {
    const old = (graph: Graph, opset: number) => () => upgrade({ graph, metadata: {}, opset });
    expect(old(graphOf('Relu', {}), 10)).toThrow(/operator set 10, expected 11 to 21/);
    expect(old(graphOf('Resize', { antialias: 1 }), 18)).toThrow(/Resize \(node 'resize_1'\) smooths/);
    expect(old(graphOf('Resize', { axes: [2] }), 18)).toThrow(/chosen axes/);
    expect(old(graphOf('Pad', {}, [[1], [0], [2]]), 18)).toThrow(/Pad \(node '.*'\) pads chosen axes/);
  });
});
