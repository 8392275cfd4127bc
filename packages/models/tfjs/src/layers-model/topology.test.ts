import { expect, it } from '@jest/globals';
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
