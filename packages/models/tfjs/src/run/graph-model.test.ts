import { describe, expect, it } from '@jest/globals';
import '@tensorflow/tfjs-backend-cpu';
import { isDifferentiable } from '@fragility/model';
import type { ModelFiles } from '../layers-model/read.js';
import type { Weight } from '../layers-model/weights.js';
import { constant, float, node } from '../testing/graph.js';
import { tensorModel } from '../tensor-model.js';
import { tensorClassifier } from './classifier.js';
import { loadTensorFlow } from './load.js';
import { openNetwork } from './network.js';
import type { NetworkOptions } from './tensor-network.js';
import { selfCheck } from './checks/self-check.js';

const sizes = (...dim: number[]) => ({ shape: { dim: dim.map((size) => ({ size: String(size) })) } });

const weights = new Map([
  ['w', { dtype: 'float32', shape: [3, 2], data: Float32Array.of(1, -1, 0.5, 2, -2, 1) }],
  ['b', { dtype: 'float32', shape: [2], data: Float32Array.of(0.25, -0.5) }],
]);

/** x → tanh(x W + b) → softmax, as a graph-model; open or fixed input sizes. */
function files(inputs: object[], last: object[]): ModelFiles {
  const nodes = [
    ...inputs,
    constant('w'),
    constant('b'),
    node('product', 'MatMul', ['x', 'w'], { transpose_a: { b: false }, transpose_b: { b: false } }),
    node('sum', 'BiasAdd', ['product', 'b']),
    node('logits', 'Tanh', ['sum']),
    node('probabilities', 'Softmax', ['logits']),
    ...last,
  ];
  return {
    location: 'memory',
    format: 'graph-model',
    topology: { node: nodes, versions: { producer: 1 } },
    signature: undefined,
    weights,
    checksum: '',
  };
}

const x = (...dim: number[]): object =>
  node('x', 'Placeholder', [], { dtype: float, ...(dim.length > 0 ? { shape: sizes(...dim) } : {}) });

const open = async (model: ModelFiles, options?: NetworkOptions) => {
  const tf = await loadTensorFlow('cpu');
  return { tf, network: await openNetwork(tf, model, options) };
};

describe('graph-models', () => {
  it('run without their softmax, with gradients that pass the self-check', async () => {
    const { tf, network } = await open(files([x(-1, 3)], [node('out', 'Identity', ['probabilities'])]));
    expect(network.end).toEqual({
      value: 'logits',
      cut: ['probabilities', 'out'],
      squashing: { kind: 'softmax', node: 'probabilities' },
      binary: false,
    });
    const model = await tensorClassifier(tf, network, { bounds: [0, 1], batch: 8 });
    const { data } = await model.logits({ data: Float64Array.of(1, 0, 0, 0, 0, 1), shape: [2, 3] });
    [1.25, -1.5, -1.75, 0.5].forEach((value, k) => expect(data[k]).toBeCloseTo(Math.tanh(value), 6));
    await selfCheck(model, tf.line);
    await model.dispose!();
  });

  it('that name the class give the scores that it has the largest of', async () => {
    const named = files([x(-1, 3)], [constant('axis'), node('out', 'ArgMax', ['probabilities', 'axis'])]);
    const axis = { dtype: 'int32', shape: [], data: Int32Array.of(-1) };
    const { network } = await open({ ...named, weights: new Map<string, Weight>([...weights, ['axis', axis]]) });
    expect(network.end).toMatchObject({ value: 'logits', cut: ['probabilities', 'out'], binary: false });
    network.dispose();
  });

  it('take an output that is asked for, and open sizes from the dataset', async () => {
    const { network } = await open(files([x()], []), { output: 'sum', inputShape: [3] });
    expect(network.end).toMatchObject({ value: 'sum', cut: [] });
    expect(network.inputShape).toEqual([3]);
    network.dispose();
  });

  /** x → φ(x w + b) → the rest to 1, where that is asked for; φ is fused into the product, as converters write it. */
  const fused = (activation: string, rest: boolean): ModelFiles => {
    const s = ['BiasAdd', activation].map((name) => btoa(name));
    const flags = { transpose_a: { b: false }, transpose_b: { b: false } };
    const attributes = { ...flags, fused_ops: { list: { s } }, num_args: { i: '1' } };
    const given = node('fused', '_FusedMatMul', ['x', 'column', 'shift'], attributes);
    const others = ['column', 'shift', ...(rest ? ['one', 'minus'] : [])].map(constant);
    const one = [node('falling', 'Mul', ['fused', 'minus']), node('rest', 'AddV2', ['falling', 'one'])];
    return {
      ...files([], []),
      topology: { node: [x(-1, 3), ...others, given, ...(rest ? one : [])], versions: { producer: 1 } },
      weights: new Map([
        ['column', { dtype: 'float32', shape: [3, 1], data: Float32Array.of(1, -2, 0.5) }],
        ['shift', { dtype: 'float32', shape: [1], data: Float32Array.of(0.25) }],
        ['one', { dtype: 'float32', shape: [], data: Float32Array.of(1) }],
        ['minus', { dtype: 'float32', shape: [], data: Float32Array.of(-1) }],
      ]),
    };
  };
  const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

  it.each<[string, ModelFiles, (z: number) => number]>([
    ['a sigmoid', fused('Sigmoid', false), (z) => z],
    ['the rest of a sigmoid', fused('Sigmoid', true), (z) => 1 / 2 - sigmoid(z)],
    ['a hyperbolic tangent', fused('Tanh', false), Math.tanh],
  ])('give the second of two classes the right side of 0, where %s is fused', async (_, model, wanted) => {
    const { tf, network } = await open(model);
    const found = await tensorClassifier(tf, network, { bounds: [0, 1], batch: 8 });
    const { data } = await found.logits({ data: Float64Array.of(1, 0, 0, 0, 1, 0), shape: [2, 3] });
    [1.25, -1.75].forEach((z, k) => {
      expect(data[2 * k]).toBe(0);
      expect(data[2 * k + 1]).toBeCloseTo(wanted(z), 6);
    });
    await selfCheck(found, tf.line);
    await found.dispose!();
  });

  it('have gradients past comparisons', async () => {
    const chosen = [
      constant('zero'),
      node('positive', 'Greater', ['sum', 'zero']),
      node('falls', 'Tanh', ['sum']),
      node('leaky', 'SelectV2', ['positive', 'sum', 'falls']),
    ];
    const model = files([x(-1, 3)], chosen);
    const zero = { dtype: 'float32', shape: [], data: Float32Array.of(0) };
    const { tf, network } = await open(
      { ...model, weights: new Map<string, Weight>([...weights, ['zero', zero]]) },
      { output: 'leaky' },
    );
    const found = await tensorClassifier(tf, network, { bounds: [0, 1], batch: 8 });
    const { backward } = await found.vjp({ data: Float64Array.of(1, 0, 0), shape: [1, 3] });
    const { data } = await backward({ data: Float64Array.of(1, 1), shape: [1, 2] });
    // Sums 1.25 and −1.5: slopes 1 and 1 − tanh², of x W + b.
    const slope = 1 - Math.tanh(-1.5) ** 2;
    [1 - slope, 0.5 + 2 * slope, -2 + slope].forEach((value, k) => expect(data[k]).toBeCloseTo(value, 6));
    await selfCheck(found, tf.line);
    await found.dispose!();
  });

  it('offer logits, and name the operation, where TensorFlow.js has no gradient of it', async () => {
    const numbers = { dtype: 'int32', shape: [2] };
    const strided = [
      ...['begin', 'end', 'steps'].map(constant),
      node('turned', 'StridedSlice', ['sum', 'begin', 'end', 'steps'], {
        begin_mask: { i: '3' },
        end_mask: { i: '3' },
      }),
    ];
    const given = files([x(-1, 3)], strided);
    const model = await tensorModel(
      {
        ...given,
        weights: new Map<string, Weight>([
          ...weights,
          ['begin', { ...numbers, data: Int32Array.of(0, 0) }],
          ['end', { ...numbers, data: Int32Array.of(0, 0) }],
          ['steps', { ...numbers, data: Int32Array.of(1, -1) }],
        ]),
      },
      { backend: 'cpu', output: 'turned' },
    );
    expect(isDifferentiable(model)).toBe(false);
    expect(model.gradientStop).toMatchObject({ op: 'StridedSlice', reason: expect.stringContaining('StridedSlice') });
    const { data } = await model.logits({ data: Float64Array.of(1, 0, 0), shape: [1, 3] });
    expect([...data]).toEqual([-1.5, 1.25]);
    await model.dispose!();
  });

  it('say in one line which operation TensorFlow.js does not have', async () => {
    const unknown = files([x(-1, 3)], [node('out', 'Frobnicate', ['sum'])]);
    await expect(open(unknown, { output: 'out' })).rejects.toMatchObject({
      code: 'tfjs/kernel',
      message: expect.stringMatching(/cannot run this model: Unknown op 'Frobnicate'; choose another backend or.*$/),
    });
  });

  it.each<[string, string, RegExp, ModelFiles, NetworkOptions]>([
    [
      'several outputs',
      'tfjs/output',
      /outputs probabilities, other, expected one; say which/,
      files([x(-1, 3)], [node('other', 'Tanh', ['sum'])]),
      {},
    ],
    [
      'several inputs',
      'tfjs/input',
      /inputs x, y, expected one/,
      files([x(-1, 3), node('y', 'Placeholder', [], { dtype: float })], [node('s', 'Add', ['probabilities', 'y'])]),
      {},
    ],
    ['an output that is none', 'tfjs/output', /'z', which is no node/, files([x(-1, 3)], []), { output: 'z' }],
    [
      'weights that are missing',
      'tfjs/weight',
      /memory needs 2 weights that its manifest does not have, 'w', 'b'; convert/,
      { ...files([x(-1, 3)], []), weights: new Map() },
      {},
    ],
    [
      'inputs of another size',
      'tfjs/shape',
      /inputs have shape \[2, 2\], the model takes \[3\]; resize/,
      files([x(-1, 3)], []),
      { inputShape: [2, 2] },
    ],
    ['open sizes', 'tfjs/shape', /give the open sizes/, files([x()], []), {}],
  ])('refuse %s', async (_, code, message, model, options) => {
    await expect(open(model, options)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});
