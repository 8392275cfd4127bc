import { describe, expect, it } from '@jest/globals';
import { asDifferentiable } from '@fragility/model';
import { GraphBuilder } from '../graph/builder.js';
import type { Graph } from '../graph/graph.js';
import { floats } from '../graph/tensors.js';
import { onnxClassifier } from '../import/classifier.js';
import { writeModel } from '../onnx/model.js';
import { weights } from '../testing/gradient.js';
import { data } from '../testing/networks.js';
import { loadRuntime } from './load.js';

/** tanh(x W) ∘ tanh(x W) + x, its values of the given names; the product is needed again for gradients. */
function model(names: readonly [input: string, product: string, bent: string, square: string, output: string]): Graph {
  const [input, product, bent, square, output] = names;
  const b = new GraphBuilder('names');
  const x = b.input({ name: input, type: 'float32', shape: ['n', 4] });
  b.node('MatMul', [x, b.constant(weights([4, 4], 'float32', 1), 'valueOf')], {}, product);
  b.node('Tanh', [product], {}, bent);
  b.node('Mul', [bent, bent], {}, square);
  b.node('Add', [square, x], {}, output);
  b.output({ name: output, type: 'float32', shape: ['n', 4] });
  return b.build();
}

const plain = model(['x', 'product', 'bent', 'square', 'y']);
const [inputs, cotangent] = [data(3, 4), data(3, 4, 2)];

async function both(graph: Graph, engine: 'native' | 'wasm'): Promise<Float64Array[]> {
  const found = asDifferentiable(await onnxClassifier(writeModel(graph), { engine }));
  const { logits, backward } = await found.vjp(inputs);
  const answers = [(await found.logits(inputs)).data, logits.data, (await backward(cotangent)).data];
  await found.dispose?.();
  return answers;
}

describe('names that objects have properties of', () => {
  it.each([
    ['in between', ['constructor', 'hasOwnProperty', '__proto__', 'toString', 'prototype']],
    ['of the input', ['__proto__', 'constructor', 'toString', 'length', 'isPrototypeOf']],
    ['of the output', ['x', 'constructor', '__defineGetter__', 'toJSON', '__proto__']],
  ] as const)('are names like others: %s', async (_, names) => {
    for (const engine of ['native', 'wasm'] as const)
      expect(await both(model(names), engine)).toEqual(await both(plain, engine));
  });
});

it('nodes of one name run apart from one another', async () => {
  const graph = { ...plain, nodes: plain.nodes.map((node, k) => ({ ...node, name: k === 1 ? 'same_' : 'same' })) };
  const session = await (await loadRuntime('native', { threads: 1 })).session(graph);
  const x = { data: Float32Array.from(inputs.data), shape: inputs.shape };
  const [wanted] = await both(plain, 'native');
  expect(Float64Array.from(floats((await session.run({ x }))['y']!))).toEqual(wanted);
  await session.release();
});
