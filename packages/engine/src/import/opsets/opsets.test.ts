import { describe, expect, it } from '@jest/globals';
import { GraphBuilder } from '../../graph/builder.js';
import type { Attribute, Constant, Graph } from '../../graph/graph.js';
import { integers } from '../../graph/tensors.js';
import { weights } from '../../testing/gradient.js';
import { numbers } from '../../testing/networks.js';
import { rawValue } from '../../testing/raw.js';
import { upgrade } from '../upgrade/upgrade.js';

const next = numbers(3);
const X = { data: Float32Array.from({ length: 2 * 3 * 4 * 6 }, next), shape: [2, 3, 4, 6] };

type Attributes = Record<string, Attribute>;
const one = (float: number): Attribute => ({ float });
const floats = (...values: number[]): Constant => ({
  type: 'float32',
  shape: [values.length],
  data: Float32Array.from(values),
});

/** A graph of one input `[n, 3, 4, 6]` around one operator. */
function graphOf(op: string, attributes: Attributes, more: readonly (Constant | '')[] = [], outputs = 1): Graph {
  const b = new GraphBuilder('case');
  const x = b.input({ name: 'x', type: 'float32', shape: ['n', 3, 4, 6] });
  const made = b.nodeOf(outputs, op, [x, ...more.map((each) => each && b.constant(each))], attributes);
  b.node('Cast', [made[0]!], { to: 1 }, 'y');
  b.output({ name: 'y', type: 'float32', shape: [] });
  return b.build();
}

const run = (graph: Graph) => rawValue(graph, X);

const positive = (size: number): Constant => ({
  ...floats(),
  shape: [size],
  data: Float32Array.from({ length: size }, (_, k) => 1 + k),
});
const scales = { scales: { floats: [1, 1, 2, 2] } };

const older: [string, number, Graph][] = [
  ['Clip', 7, graphOf('Clip', { min: one(-0.25), max: one(0.5) })],
  ['Clip of one bound', 10, graphOf('Clip', { max: one(0.5) })],
  ['Slice', 9, graphOf('Slice', { starts: [1, -3], ends: [Number.MAX_SAFE_INTEGER, -1], axes: [1, 3] })],
  ['Slice of the first axes', 7, graphOf('Slice', { starts: [0, 1], ends: [2, 3] })],
  ['TopK', 9, graphOf('TopK', { k: 2, axis: 2 }, [], 2)],
  ['Pad', 10, graphOf('Pad', { pads: [0, 0, 1, 2, 0, 0, 0, 3], value: one(0.5) })],
  ['Pad by reflection', 9, graphOf('Pad', { mode: 'reflect', pads: [0, 0, 1, 2, 0, 0, 0, 3] })],
  ['Upsample', 7, graphOf('Upsample', { ...scales, mode: 'nearest' })],
  ['Upsample', 9, graphOf('Upsample', { mode: 'linear' }, [floats(1, 1, 2, 3)])],
  ['Resize', 10, graphOf('Resize', { mode: 'nearest' }, [floats(1, 1, 2, 1.5)])],
  ['Resize to less', 10, graphOf('Resize', { mode: 'nearest' }, [floats(1, 1, 0.5, 0.7)])],
  ['Resize between', 10, graphOf('Resize', { mode: 'linear' }, [floats(1, 1, 1.5, 2)])],
  [
    'BatchNormalization',
    7,
    graphOf('BatchNormalization', { spatial: 1, momentum: one(0.9) }, [
      floats(1, 2, 3),
      floats(0, 1, 2),
      floats(0, 0, 1),
      positive(3),
    ]),
  ],
  ['Dropout', 7, graphOf('Dropout', { ratio: one(0.5) })],
  ['Softmax', 9, graphOf('Softmax', { axis: 2 })],
  ['LogSoftmax', 8, graphOf('LogSoftmax', {})],
  ['Hardmax', 11, graphOf('Hardmax', { axis: 2 })],
  ['Squeeze of Unsqueeze', 9, graphOf('Unsqueeze', { axes: [0, 5] })],
  ['ReduceMean', 7, graphOf('ReduceMean', { axes: [2, 3], keepdims: 0 })],
  ['MaxPool', 8, graphOf('MaxPool', { kernel_shape: [2, 2], strides: [2, 2] })],
  [
    'Scatter',
    9,
    graphOf('ScatterElements', {}, [
      { ...integers([0]), shape: [1, 1, 1, 1] },
      { ...floats(7), shape: [1, 1, 1, 1] },
    ]),
  ],
];

const rms = (axis: number, shape: number[]): Graph =>
  graphOf('RMSNormalization', { axis, epsilon: one(1e-3) }, [weights(shape, 'float32')]);

/** Spectra of a real image along one of its axes. */
function spectrum(axis?: Constant): Graph {
  const b = new GraphBuilder('spectrum');
  const x = b.input({ name: 'x', type: 'float32', shape: ['n', 3, 4, 6] });
  const real = b.node('Unsqueeze', [x, b.constant(integers([4]))]);
  b.node('DFT', axis ? [real, '', b.constant({ ...axis, shape: [] })] : [real], {}, 'y');
  b.output({ name: 'y', type: 'float32', shape: [] });
  return b.build();
}

/** A reduction over no axes. */
const alone = (op: string): Graph => graphOf(op, { noop_with_empty_axes: 1 });

const newer: [string, number, Graph][] = [
  ['ReduceSumSquare of single numbers', 18, alone('ReduceSumSquare')],
  ['ReduceL1 of single numbers', 18, alone('ReduceL1')],
  ['ReduceL2 of single numbers', 20, alone('ReduceL2')],
  ['ReduceMax of single numbers', 18, alone('ReduceMax')],
  ['DFT along an axis', 20, spectrum(integers([1]))],
  ['DFT along the axis by default', 20, spectrum()],
  ['RMSNormalization of rows', 23, rms(-1, [6])],
  ['RMSNormalization of channels', 23, rms(1, [3, 4, 6])],
  ['RMSNormalization of places', 24, rms(-2, [4, 6])],
  ['Swish', 24, graphOf('Swish', { alpha: one(1.5) })],
  ['Swish of slope 1', 24, graphOf('Swish', {})],
  ['Relu', 25, graphOf('Relu', {})],
  ['Softmax', 22, graphOf('Softmax', { axis: 1 })],
  ['ReduceMax', 22, graphOf('ReduceMax', { keepdims: 0 }, [integers([1, -1])])],
  ['Cast', 23, graphOf('Cast', { to: 7, saturate: 1 })],
  ['GridSample', 20, graphOf('GridSample', { mode: 'cubic' }, [{ ...weights([2, 3, 3, 2], 'float32') }])],
];

describe('upgrade from and to any operator set', () => {
  it.each([...older, ...newer])('%s of set %d is what ONNX Runtime makes of it there', async (_, opset, graph) => {
    const native = graph.nodes.map((node) =>
      opset === 9 && node.op === 'ScatterElements' ? { ...node, op: 'Scatter' } : node,
    );
    const original = { ...graph, nodes: native };
    const expected = await run({ ...original, sets: new Map([['', opset]]) });
    const { data, shape } = await run(upgrade({ graph: original, metadata: {}, opset }));
    expect(shape).toEqual(expected.shape);
    data.forEach((value, k) => expect(Math.abs(value - expected.data[k]!)).toBeLessThan(1e-6));
  });

  it('keeps a graph in the set of a node that no earlier one has', async () => {
    const image = graphOf('Attention', {}, [weights([2, 3, 5, 6], 'float32'), weights([2, 3, 5, 6], 'float32')]);
    const kept = upgrade({ graph: image, metadata: {}, opset: 28 });
    expect(kept.sets?.get('')).toBe(23);
    expect((await run(kept)).shape).toEqual([2, 3, 4, 6]);
  });

  it('refuses by node what no set here says', () => {
    const refused = (opset: number, graph: Graph) => () => upgrade({ graph, metadata: {}, opset });
    expect(refused(7, graphOf('BatchNormalization', { spatial: 0 }))).toThrow(
      /BatchNormalization \(node '.*'\) normalises every place/,
    );
    expect(refused(10, graphOf('Resize', {}, [floats(1, 1, 2, 0.5)]))).toThrow(
      /makes one axis larger and another smaller/,
    );
    expect(refused(9, graphOf('Upsample', {}, ['']))).toThrow(/takes factors that are not constant/);
    const training = { type: 'bool', shape: [], data: Uint8Array.of(1) } as const;
    expect(refused(13, graphOf('Dropout', {}, ['', training]))).toThrow(/drops values at random/);
    expect(refused(21, graphOf('QuantizeLinear', { block_size: 2 }))).toThrow(/has a scale for every 2 values/);
  });

  it('takes operators by their own names only', () => {
    const graph = graphOf('constructor', {});
    expect(upgrade({ graph, metadata: {}, opset: 17 }).nodes.map(({ op }) => op)).toEqual(['constructor', 'Cast']);
  });
});
