import { expect, it } from '@jest/globals';
import { convertLayersModel } from '../convert/convert.js';
import { parseTopology } from './topology.js';

/** x ← x + x, `depth` times: 2^depth paths lead from the output to the input, as in DenseNet. */
const doubling = (depth: number): object => ({
  class_name: 'Functional',
  config: {
    name: 'doubling',
    layers: [
      { class_name: 'InputLayer', name: 'at0', config: { batch_input_shape: [null, 3] }, inbound_nodes: [] },
      ...Array.from({ length: depth }, (_, k) => ({
        class_name: 'Add',
        name: `at${k + 1}`,
        config: { name: `at${k + 1}` },
        inbound_nodes: [
          [
            [`at${k}`, 0, 0, {}],
            [`at${k}`, 0, 0, {}],
          ],
        ],
      })),
    ],
    input_layers: [['at0', 0, 0]],
    output_layers: [[`at${depth}`, 0, 0]],
  },
});

it('follows a layer that others use twice only once, however many paths lead to it', () => {
  const { layers } = parseTopology(doubling(60));
  expect(layers.map(({ id }) => id)).toEqual(Array.from({ length: 60 }, (_, k) => `at${k + 1}`));
  expect(layers[59]!.inputs).toEqual(['at59', 'at59']);
});

it('tells the values of a layer of several apart, which the engine refuses', () => {
  const call = (name: string, value: number) => [[[name, 0, value, {}]]];
  const layers = [
    { class_name: 'InputLayer', name: 'x', config: { batch_input_shape: [null, 4, 2] }, inbound_nodes: [] },
    { class_name: 'LSTM', name: 'r', config: { name: 'r', units: 3 }, inbound_nodes: call('x', 0) },
    { class_name: 'Dense', name: 'd', config: { name: 'd', units: 3 }, inbound_nodes: call('r', 1) },
  ];
  const config = { name: 'states', layers, input_layers: { x: ['x', 0, 0] }, output_layers: { d: ['d', 0, 0] } };
  const model = { topology: { class_name: 'Functional', config }, weights: new Map<string, never>() };
  expect(parseTopology(model.topology).layers.map(({ id, value }) => [id, value])).toEqual([
    ['r:2', 2],
    ['d', undefined],
  ]);
  expect(() => convertLayersModel(model)).toThrow(/layer 'r' \(LSTM\) gives several values, of which number 2 is used/);
});

it.each([
  ['Max', 'initial', 0.5],
  ['Squareplus', 'b', 2],
  ['Round', 'decimals', 1],
])('refuses %s of Keras 3 with %s %d', (kind, key, value) => {
  const x = { class_name: '__keras_tensor__', config: { keras_history: ['x', 0, 0] } };
  const layers = [
    { class_name: 'InputLayer', name: 'x', config: { batch_shape: [null, 3] }, inbound_nodes: [] },
    {
      class_name: kind,
      name: 'f',
      config: { name: 'f', axis: 1, [key]: value },
      inbound_nodes: [{ args: [x], kwargs: {} }],
    },
  ];
  const config = { name: 'm', layers, input_layers: [['x', 0, 0]], output_layers: [['f', 0, 0]] };
  const topology = { keras_version: '3.9.0', model_config: { class_name: 'Functional', config } };
  expect(() => convertLayersModel({ topology, weights: new Map() })).toThrow(`layer 'f' (${kind}) has ${key} ${value}`);
});
