import { describe, expect, it } from '@jest/globals';
import { GraphBuilder } from '../../graph/builder.js';
import type { Attribute, Constant, Graph } from '../../graph/graph.js';
import { filled, integers } from '../../graph/tensors.js';
import { rawValue } from '../../testing/raw.js';
import { upgrade } from './upgrade.js';

const X = { data: Float32Array.from({ length: 24 }, (_, k) => Math.sin(k)), shape: [2, 3, 4] };

type More = number[] | Constant | '';

/** A graph of one input `[n, 3, 4]` around one operator. */
function graphOf(op: string, attributes: Record<string, Attribute>, more: More[] = [], outputs = 1): Graph {
  const b = new GraphBuilder('case');
  const x = b.input({ name: 'x', type: 'float32', shape: ['n', 3, 4] });
  const inputs = more.map((each) => each && b.constant(Array.isArray(each) ? integers(each) : each));
  const made = b.nodeOf(outputs, op, [x, ...inputs], attributes);
  b.node('Identity', [made.at(-1)!], {}, 'y');
  b.output({ name: 'y', type: 'float32', shape: [] });
  return b.build();
}

const run = (graph: Graph) => rawValue(graph, X);

const floats = (...values: number[]): Constant => ({
  type: 'float32',
  shape: [values.length],
  data: Float32Array.from(values),
});
const nearest = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };

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
  ['ReduceMax of no axes', 18, graphOf('ReduceMax', { noop_with_empty_axes: 1 }), graphOf('Identity', {})],
  [
    'ReduceMin, no axes left out',
    18,
    graphOf('ReduceMin', { noop_with_empty_axes: 0 }, ['']),
    graphOf('ReduceMin', {}),
  ],
  ['ReduceSum over nothing', 13, graphOf('ReduceSum', { noop_with_empty_axes: 1 }, [[]]), graphOf('Identity', {})],
  [
    'Split into parts of which the last is smaller',
    18,
    graphOf('Split', { axis: -1, num_outputs: 3 }, [], 3),
    graphOf('Split', { axis: 2 }, [[2, 2, 0]], 3),
  ],
  [
    'Pad of chosen axes',
    18,
    graphOf('Pad', {}, [[1, 2, 3, 0], filled('float32', [], 7), [-1, 1]]),
    graphOf('Pad', {}, [[0, 2, 1, 0, 0, 3], filled('float32', [], 7)]),
  ],
  [
    'Pad of one axis, by reflection',
    19,
    graphOf('Pad', { mode: 'reflect' }, [[2, 1], '', { type: 'int32', shape: [1], data: Int32Array.of(2) }]),
    graphOf('Pad', { mode: 'reflect' }, [[0, 0, 2, 0, 0, 1]]),
  ],
  [
    'Pad by wrapping',
    19,
    graphOf('Pad', { mode: 'wrap' }, [[0, 0, 2, 0, 0, 3]]),
    graphOf('Gather', { axis: 2 }, [[2, 3, 0, 1, 2, 3, 0, 1, 2]]),
  ],
  [
    'Resize of chosen axes to sizes',
    18,
    graphOf('Resize', { ...nearest, axes: [-1, 1] }, ['', '', [6, 5]]),
    graphOf('Resize', nearest, ['', '', [2, 5, 6]]),
  ],
  [
    'Resize of one axis by a scale',
    18,
    graphOf('Resize', { ...nearest, axes: [2] }, ['', floats(1.5)]),
    graphOf('Resize', nearest, ['', floats(1, 1, 1.5)]),
  ],
  [
    'Resize of all axes',
    19,
    graphOf('Resize', { ...nearest, antialias: 0, keep_aspect_ratio_policy: 'stretch' }, ['', floats(1, 2, 1.5)]),
    graphOf('Resize', nearest, ['', floats(1, 2, 1.5)]),
  ],
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
    ['Celu', { alpha: { float: 0.5 } }, (x: number) => Math.max(0, x) + Math.min(0, 0.5 * Math.expm1(x / 0.5))],
    ['ThresholdedRelu', { alpha: { float: 0.25 } }, (x: number) => (x > 0.25 ? x : 0)],
    ['Mean', {}, (x: number) => x],
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

  it.each([
    ['value', { tensor: floats(1, 2) }, [1, 2]],
    ['value_float', { float: 0.5 }, [0.5]],
    ['value_floats', { floats: [0.5, 1] }, [0.5, 1]],
    ['value_int', 3, [3]],
    ['value_ints', [3, 4], [3, 4]],
  ] as const)('takes %s of a Constant out of its node', (name, value, numbers) => {
    const b = new GraphBuilder('constant');
    b.node('Constant', [], { [name]: value }, 'c');
    const { nodes, constants } = upgrade({ graph: b.build(), metadata: {}, opset: 17 });
    expect(nodes).toEqual([]);
    expect(Array.from(constants.get('c')!.data, Number)).toEqual(numbers);
  });

  it('refuses what it cannot write in operator set 17, by node', () => {
    const old = (graph: Graph, opset: number) => () => upgrade({ graph, metadata: {}, opset });
    expect(old(graphOf('Relu', {}), 6)).toThrow(/operator set 6, expected 7 or later/);
    expect(old(graphOf('BatchNormalization', { training_mode: 1 }), 14)).toThrow(/normalises by the batch/);
    const pool = (op: string, attributes: Record<string, Attribute>) =>
      old(graphOf(op, { kernel_shape: [2], ...attributes }), 19);
    expect(pool('AveragePool', { pads: [0, 2] })).toThrow(
      /AveragePool \(node 'averagepool_1'\) has windows of \[2\] values and padding of \[0, 2\]/,
    );
    expect(pool('MaxPool', { pads: [2, 0], dilations: [3] })).toThrow(/MaxPool \(node 'maxpool_1'\) has windows of/);
    expect(pool('AveragePool', { dilations: [2] })).toThrow(/averages over every \[2\]th value/);
    expect(pool('AveragePool', { dilations: [1], pads: [1, 1] })).not.toThrow();
  });
});
