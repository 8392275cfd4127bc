import { describe, expect, it } from '@jest/globals';
import { convertLayersModel } from '../convert.js';

type Weights = Parameters<typeof convertLayersModel>[0]['weights'];
const zeros = (shapes: Readonly<Record<string, number[]>>): Weights =>
  new Map(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) },
    ]),
  );

/** Converts one layer on inputs of a shape. */
function convert(
  class_name: string,
  config: object,
  shape: readonly (number | null)[],
  weights: Weights,
  call: object = {},
) {
  const input = { class_name: 'InputLayer', name: 'x', config: { name: 'x', batch_input_shape: [null, ...shape] } };
  const layer = { class_name, name: 'one', config: { name: 'one', ...config }, inbound_nodes: [[['x', 0, 0, call]]] };
  const flat = { class_name: 'Flatten', name: 'f', config: { name: 'f' }, inbound_nodes: [[['one', 0, 0, {}]]] };
  const model = { layers: [input, layer, flat], input_layers: [['x', 0, 0]], output_layers: [['f', 0, 0]] };
  return convertLayersModel({
    topology: { keras_version: '2.15.0', model_config: { class_name: 'Functional', config: { name: 'm', ...model } } },
    weights,
  });
}

const heads = { num_heads: 2, key_dim: 3, use_bias: false };
const projections = zeros({
  'one/query/kernel': [4, 2, 3],
  'one/key/kernel': [4, 2, 3],
  'one/value/kernel': [4, 2, 3],
  'one/attention_output/kernel': [2, 3, 4],
});
const value = { value: ['x', 0, 0] };

describe('layers on sequences of vectors', () => {
  it.each<[string, object, number[], RegExp]>([
    ['several axes', { attention_axes: [1, 2] }, [5, 4], /has attention_axes \[1,2\]/],
    ['a gate', { use_gate: true }, [5, 4], /has use_gate/],
    ['a window', { sliding_window: 3 }, [5, 4], /has sliding_window/],
    ['outputs of two axes', { output_shape: [2, 2] }, [5, 4], /has several output axes/],
    ['images', {}, [5, 5, 4], /gets values of shape \[5, 5, 4\]/],
  ])('refuse an attention with %s', (_, config, shape, message) => {
    expect(() => convert('MultiHeadAttention', { ...heads, ...config }, shape, projections, value)).toThrow(message);
    expect(convert('MultiHeadAttention', heads, [5, 4], projections, value).outputs).toBe(20);
  });

  it('refuse an attention of TensorFlow.js, whose calls are written otherwise', () => {
    const layer = {
      class_name: 'MultiHeadAttention',
      config: { name: 'one', ...heads, batch_input_shape: [null, 5, 4] },
    };
    const topology = { class_name: 'Sequential', config: { name: 'm', layers: [layer] } };
    expect(() => convertLayersModel({ topology, weights: projections })).toThrow(
      /'one' \(MultiHeadAttention\) takes 1 values/,
    );
  });

  const kernel = zeros({ 'one/kernel': [4, 2], 'one/bias': [2] });
  it.each(['a...c,cd->a...d', 'abc,cd->bad', 'abc,acd->abd', 'abc', 'ab,bc->ac', 'abc,cd->abe'])(
    'refuse the sum %s',
    (equation) => {
      expect(() => convert('EinsumDense', { equation, bias_axes: null }, [5, 4], kernel)).toThrow(
        /'one' \(EinsumDense\)/,
      );
    },
  );

  it('give every place of a TimeDistributed to its layer, whose weights have the name of the whole', () => {
    const layer = { class_name: 'Dense', config: { name: 'inner', units: 2 } };
    expect(convert('TimeDistributed', { layer }, [5, 4], kernel).outputs).toBe(10);
    expect(() => convert('TimeDistributed', { layer }, [4], kernel)).toThrow(/gets values of shape \[4\]/);
    const unknown = { class_name: 'ConvLSTM1D', config: { name: 'inner', units: 2 } };
    expect(() => convert('TimeDistributed', { layer: unknown }, [5, 4, 3], kernel)).toThrow(
      /\(ConvLSTM1D\) has no counterpart/,
    );
  });
});
