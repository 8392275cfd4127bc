import { describe, expect, it } from '@jest/globals';
import { convertLayersModel, type ConvertOptions } from './convert.js';

const layer = (kind: string, config: object, from: string[] = []): object => ({
  class_name: kind,
  name: (config as { name: string }).name,
  config,
  inbound_nodes: from.length > 0 ? [from.map((name) => [name, 0, 0, {}])] : [],
});
const input = (name: string, shape: (number | null)[]): object =>
  layer('InputLayer', { name, batch_input_shape: [null, ...shape] });

/** A layer as Keras 3 writes it. */
const called = (kind: string, config: object, args: unknown[], kwargs: object = {}): object => ({
  ...layer(kind, config),
  inbound_nodes: [{ args, kwargs }],
});
const tensor = (name: string): object => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, 3], dtype: 'float32', keras_history: [name, 0, 0] },
});

const functional = (layers: object[], inputs: string[], outputs: string[]): object => ({
  model_config: {
    class_name: 'Functional',
    config: {
      name: 'm',
      layers,
      input_layers: inputs.map((name) => [name, 0, 0]),
      output_layers: outputs.map((name) => [name, 0, 0]),
    },
  },
});

const dense = (name: string, from: string, units = 2): object =>
  layer('Dense', { name, units, use_bias: false }, [from]);
const weights = new Map(
  ['a', 'b', 'c'].map((name) => [`${name}/kernel`, { shape: [3, name === 'c' ? 1 : 2], data: new Float32Array(6) }]),
);
const convert = (topology: object, options: ConvertOptions = {}) => convertLayersModel({ topology, weights }, options);

describe('convertLayersModel', () => {
  const two = functional([input('x', [3]), dense('a', 'x'), dense('b', 'x')], ['x'], ['a', 'b']);

  it('takes the output that is asked for', () => {
    expect(convert(two, { output: 'b' }).outputs).toBe(2);
    expect(convert(two, { output: 'a' }).graph.nodes.length).toBe(2);
  });

  it.each([
    ['StochasticDepth', { survival_probability: 0.5 }, ['a', 'b']],
    ['StochasticDepth', { survival_probability: 0.5 }, ['a']],
    ['LayerScale', { scale: 0.5 }, ['a']],
  ])('refuses a %s of an author’s own with %j', (kind, config, from) => {
    const own = layer(kind, { name: 'own', ...config }, from);
    const layers = [input('x', [3]), dense('a', 'x'), dense('b', 'x'), own];
    expect(() => convert(functional(layers, ['x'], ['own']))).toThrow(/is not the layer of keras.applications/);
  });

  it('finds weights in scopes', () => {
    const scoped = new Map([...weights].map(([name, weight]) => [`scope/${name}:0`, weight]));
    expect(convertLayersModel({ topology: two, weights: scoped }, { output: 'b' }).outputs).toBe(2);
  });

  it.each<[string, string, RegExp, object, ConvertOptions]>([
    ['several outputs', 'tfjs/output', /outputs a, b, expected one; say which/, two, {}],
    ['an output that is none', 'tfjs/output', /'z', which is no layer/, two, { output: 'z' }],
    [
      'several inputs',
      'tfjs/input',
      /inputs x, y, expected one/,
      functional(
        [input('x', [3]), input('y', [3]), layer('Add', { name: 's' }, ['x', 'y']), dense('a', 's')],
        ['x', 'y'],
        ['a'],
      ),
      {},
    ],
    [
      'a layer without counterpart',
      'tfjs/layer',
      /layer 'r' \(ConvLSTM2D\) has no counterpart in the engine, expected .*; use backend: auto/,
      functional([input('x', [3, 3]), layer('ConvLSTM2D', { name: 'r' }, ['x']), dense('a', 'r')], ['x'], ['a']),
      {},
    ],
    [
      'an activation without counterpart',
      'tfjs/layer',
      /layer 'g' \(Activation\) has the activation 'sparsemax'/,
      functional(
        [input('x', [3]), layer('Activation', { name: 'g', activation: 'sparsemax' }, ['x']), dense('a', 'g')],
        ['x'],
        ['a'],
      ),
      {},
    ],
    [
      'images for an output',
      'tfjs/output',
      /gives \[n, 3, 2\]/,
      functional([input('x', [3, 3]), dense('a', 'x')], ['x'], ['a']),
      {},
    ],
    [
      'a wrong weight',
      'tfjs/weight',
      /'a\/kernel' has shape \[3, 2\].*needs \[4, 2\]/,
      functional([input('x', [4]), dense('a', 'x')], ['x'], ['a']),
      {},
    ],
    [
      'a missing weight',
      'tfjs/weight',
      /needs the weight 'd\/kernel'/,
      functional([input('x', [4]), dense('d', 'x')], ['x'], ['d']),
      {},
    ],
    [
      'open sizes',
      'tfjs/shape',
      /takes \[n\]; give the open sizes/,
      functional([input('x', [null]), dense('a', 'x')], ['x'], ['a']),
      {},
    ],
    [
      'another input shape',
      'tfjs/shape',
      /inputs have shape \[7\], the model takes \[3\]; resize/,
      two,
      { output: 'a', inputShape: [7] },
    ],
    [
      'a list of means',
      'tfjs/preprocessing',
      /mean has 2 values, expected one or 3/,
      two,
      { output: 'a', preprocessing: { mean: [1, 2] } },
    ],
    ['a std of zero', 'tfjs/preprocessing', /std is not positive/, two, { output: 'a', preprocessing: { std: 0 } }],
    ['something else', 'tfjs/topology', /topology is of no class, expected Sequential/, { node: [] }, {}],
    [
      'a layer that is not there',
      'tfjs/topology',
      /layer 'q' that it does not have/,
      functional([input('x', [3]), dense('a', 'q')], ['x'], ['a']),
      {},
    ],
    [
      'a call with numbers that is no multiple and sum',
      'tfjs/layer',
      /layer 'v' \(TrueDivide\) takes the numbers 2/,
      functional([input('x', [3]), called('TrueDivide', { name: 'v' }, [2, tensor('x')])], ['x'], ['v']),
      {},
    ],
    [
      'values by name',
      'tfjs/layer',
      /layer 'v' \(Attention\) takes values by name/,
      functional(
        [input('x', [3]), called('Attention', { name: 'v' }, [tensor('x')], { value: tensor('x') })],
        ['x'],
        ['v'],
      ),
      {},
    ],
    [
      'a call as in training',
      'tfjs/layer',
      /layer 'v' \(Dropout\) is called with training: true, expected a model as it is after training/,
      functional(
        [input('x', [3]), { ...layer('Dropout', { name: 'v' }), inbound_nodes: [[['x', 0, 0, { training: true }]]] }],
        ['x'],
        ['v'],
      ),
      {},
    ],
    [
      "a class of its author's own that is called like one of Keras",
      'tfjs/layer',
      /layer 'v' \(Mine>Dense\) has no counterpart/,
      functional(
        [
          input('x', [3]),
          { ...called('Dense', { name: 'v' }, [tensor('x')]), module: null, registered_name: 'Mine>Dense' },
        ],
        ['x'],
        ['v'],
      ),
      {},
    ],
    [
      "an activation of its author's own",
      'tfjs/layer',
      /layer 'v' \(Activation\) has an activation of its author's own, 'relu'/,
      functional(
        [
          input('x', [3]),
          called('Activation', { name: 'v', activation: { class_name: 'function', config: 'relu' } }, [tensor('x')]),
        ],
        ['x'],
        ['v'],
      ),
      {},
    ],
    [
      'an op of one value that is called like a layer of several',
      'tfjs/layer',
      /layer 'v' \(Average\) takes a single value/,
      functional([input('x', [3]), called('Average', { name: 'v', axis: 1 }, [tensor('x')])], ['x'], ['v']),
      {},
    ],
    [
      'a random crop to another size',
      'tfjs/layer',
      /layer 'v' \(RandomCrop\) crops images of 4 × 5 to 3 × 3/,
      functional(
        [input('x', [4, 5, 1]), called('RandomCrop', { name: 'v', height: 3, width: 3 }, [tensor('x')])],
        ['x'],
        ['v'],
      ),
      {},
    ],
    [
      'a convolution in float64',
      'tfjs/layer',
      /convolution in float64/,
      functional(
        [input('x', [3, 3, 1]), layer('Conv2D', { name: 'v', filters: 1, kernel_size: 1 }, ['x'])],
        ['x'],
        ['v'],
      ),
      { precision: 'float64' },
    ],
    [
      'a window larger than its image',
      'tfjs/shape',
      /gets 3 places, its window has 5/,
      functional([input('x', [3, 3, 1]), layer('MaxPooling2D', { name: 'p', pool_size: 5 }, ['x'])], ['x'], ['p']),
      {},
    ],
  ])('refuses %s', (_, code, message, topology, options) => {
    const call = () => convert(topology, options);
    expect(call).toThrow(message);
    expect(call).toThrow(expect.objectContaining({ code }));
  });

  it('fills open sizes from the input shape that is given', () => {
    const open = functional([input('x', [null]), dense('a', 'x')], ['x'], ['a']);
    expect(convert(open, { inputShape: [3] }).inputShape).toEqual([3]);
  });
});
