import { describe, expect, it } from '@jest/globals';
import { asDifferentiable } from '@fragility/model';
import { GraphBuilder } from '../../graph/builder.js';
import type { Attribute, Graph } from '../../graph/graph.js';
import { filled } from '../../graph/tensors.js';
import { data } from '../../testing/networks.js';
import { weights } from '../../testing/gradient.js';
import { graphClassifier } from '../classifier.js';
import { poolFirst } from './pool-first.js';
import { probe } from '../probe.js';
import { loadRuntime } from '../../runtime/load.js';

type Attributes = Record<string, Attribute>;

/** Convolution, activation, pooling, dense; with `twice`, the activation is read a second time. */
function convnet(activation: 'Relu' | 'Clip' | 'Tanh', pool: Attributes = {}, twice = false): Graph {
  const b = new GraphBuilder('convnet');
  const w = (shape: number[], seed: number): string => b.constant(weights(shape, 'float32', seed));
  const bound = (value: number): string => b.constant(filled('float32', [], value));
  const x = b.input({ name: 'images', type: 'float32', shape: ['n', 2, 6, 6] });
  const convolved = b.node('Conv', [x, w([3, 2, 3, 3], 1)], { pads: [1, 1, 1, 1] });
  const active = b.node(activation, [convolved, ...(activation === 'Clip' ? [bound(-0.1), bound(0.3)] : [])]);
  const pooled = b.node('MaxPool', [active], { kernel_shape: [2, 2], strides: [2, 2], ...pool });
  const flat = b.node('Flatten', [b.node('GlobalAveragePool', [pooled])]);
  const second = (): string => b.node('Flatten', [b.node('GlobalAveragePool', [active])]);
  b.node('Gemm', [twice ? b.node('Add', [flat, second()]) : flat, w([3, 4], 2)], {}, 'out');
  b.output({ name: 'out', type: 'float32', shape: ['n', 4] });
  return b.build();
}

const order = async (graph: Graph): Promise<string[]> => {
  const typed = await probe(await loadRuntime('native', { threads: 1 }), graph);
  return poolFirst(typed)
    .graph.nodes.map(({ op }) => op)
    .filter((op) => !['Conv', 'Flatten', 'Gemm', 'Add'].includes(op));
};

describe('poolFirst', () => {
  it.each(['Relu', 'Clip'] as const)(
    'puts %s after the maximum, and changes neither answers nor gradients',
    async (op) => {
      expect(await order(convnet(op))).toEqual(['MaxPool', op, 'GlobalAveragePool']);
      const [swapped, kept] = await Promise.all(
        [convnet(op), held(convnet(op))].map(async (graph) =>
          asDifferentiable(await graphClassifier(graph, { engine: 'native' })),
        ),
      );
      // Flat images have equal values in every window.
      const images = data(6, 72, 5);
      images.data.fill(0.25, 0, 72);
      const cotangent = data(6, 4, 3);
      const [a, b] = [await swapped!.vjp(images), await kept!.vjp(images)];
      expect(a.logits.data).toEqual(b.logits.data);
      expect((await a.backward(cotangent)).data).toEqual((await b.backward(cotangent)).data);
      await Promise.all([swapped!.dispose!(), kept!.dispose!()]);
    },
  );

  it.each<[string, Graph, string]>([
    ['one that rounds', convnet('Tanh'), 'Tanh'],
    ['one that is read twice', convnet('Relu', {}, true), 'Relu'],
    ['one before padded windows', convnet('Relu', { pads: [1, 1, 0, 0] }), 'Relu'],
    ['one before windows rounded up', convnet('Relu', { ceil_mode: 1 }), 'Relu'],
    ['one before windows that pad themselves', convnet('Relu', { auto_pad: 'SAME_UPPER' }), 'Relu'],
  ])('leaves %s', async (_, graph, op) => {
    expect((await order(graph))[0]).toBe(op);
  });
});

/** The graph with its activation read a second time, for nothing, which keeps it where it is. */
function held(graph: Graph): Graph {
  const b = GraphBuilder.from({ ...graph, outputs: [] });
  const active = graph.nodes[1]!.outputs[0]!;
  const zero = b.constant(filled('float32', [], 0));
  const none = b.node('Mul', [b.node('Flatten', [b.node('GlobalAveragePool', [active])]), zero]);
  const nothing = b.node('Gemm', [none, b.constant(weights([3, 4], 'float32', 2))]);
  b.node('Add', ['out', nothing], {}, 'sum');
  b.output({ name: 'sum', type: 'float32', shape: ['n', 4] });
  return b.build();
}
