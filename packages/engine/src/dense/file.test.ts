import { describe, expect, it } from '@jest/globals';
import { FragilityError } from '@fragility/numerics';
import type { Activation, DenseLayer } from '@fragility/numerics/dense';
import { GraphBuilder } from '../graph/builder.js';
import { encode } from '../onnx/codec.js';
import { writeGraph } from '../onnx/graph.js';
import { readModel, writeModel } from '../onnx/model.js';
import { loadRuntime } from '../runtime/load.js';
import { data, network, plainLogits } from '../testing/networks.js';
import { loadDenseOnnx, saveOnnx } from './file.js';

const single = (layers: DenseLayer[]): DenseLayer[] =>
  layers.map((layer) => ({ ...layer, weight: layer.weight.map(Math.fround), bias: layer.bias.map(Math.fround) }));

describe('saveOnnx and loadDenseOnnx', () => {
  const kinds: Activation[] = [
    { kind: 'identity' },
    { kind: 'relu' },
    { kind: 'tanh' },
    { kind: 'leaky-relu', slope: 0.1 },
    { kind: 'gelu' },
    { kind: 'power', power: 3 },
    { kind: 'power', power: 1 },
  ];

  it.each(kinds)('return exactly what was saved: %j', (activation) => {
    const layers = network([7, 9, 5, 3], activation);
    layers[1]!.bias[2] = -0;
    expect(loadDenseOnnx(saveOnnx(layers))).toEqual(layers);
    expect(loadDenseOnnx(Buffer.from(saveOnnx(layers)))).toEqual(layers);
    expect(loadDenseOnnx(saveOnnx({ layers: single(layers) }))).toEqual(single(layers));
  });

  it('refuse a file whose nodes are not those of the activations that it names', () => {
    const layers = network([7, 9, 5, 3], { kind: 'gelu' });
    const { graph } = readModel(saveOnnx(layers));
    const named = (activations: unknown): Uint8Array =>
      writeModel(graph, { activations: typeof activations === 'string' ? activations : JSON.stringify(activations) });
    const right = layers.map(({ activation }) => activation);
    expect(loadDenseOnnx(named(right))).toEqual(layers);
    for (const wrong of [
      [right[0], { kind: 'power', power: 2 }, right[2]],
      right.slice(1),
      [...right, right[2]],
      [right[0], right[1], { kind: 'constructor' }],
      [right[0], { kind: 'power', power: 1e9 }, right[2]],
      [],
      {},
      '{',
    ])
      expect(() => loadDenseOnnx(named(wrong))).toThrow(/not those of the 'activations' that it names; save/);
  });

  it('read weights from files beside the model, and name one that is missing', () => {
    const layers = network([7, 9, 3], { kind: 'relu' });
    const written = writeGraph(readModel(saveOnnx(layers)).graph);
    const files = new Map<string, Uint8Array>();
    const initializer = written.initializer!.map(({ rawData, ...tensor }) => {
      const location = `${tensor.name!}.bin`;
      files.set(location, rawData!);
      return { ...tensor, dataLocation: 1, externalData: [{ key: 'location', value: location }] };
    });
    const bytes = encode('ModelProto', {
      irVersion: 8n,
      opsetImport: [{ domain: '', version: 17n }],
      graph: { ...written, initializer },
    });
    expect(loadDenseOnnx(bytes, { externalData: files })).toEqual(layers);
    expect(() => loadDenseOnnx(bytes)).toThrow(/lies in '.*\.bin', which is missing; put that file beside/);
  });

  it('store float32 weights in half the room, or round to it when asked', () => {
    const layers = network([40, 50, 10], { kind: 'relu' });
    expect(saveOnnx(single(layers)).length).toBeLessThan(saveOnnx(layers).length * 0.6);
    expect(loadDenseOnnx(saveOnnx(layers, { precision: 'float32' }))).toEqual(single(layers));
  });

  it('write a file with named nodes and a batch of any size, which the runtime runs', async () => {
    const layers = network([7, 9, 3], { kind: 'relu' });
    const { graph } = readModel(saveOnnx(layers));
    expect(graph.inputs).toEqual([{ name: 'input', type: 'float64', shape: ['batch', 7] }]);
    expect(graph.outputs).toEqual([{ name: 'logits', type: 'float64', shape: ['batch', 3] }]);
    expect(graph.nodes.map(({ name }) => name)).toEqual(['dense_0', 'activation_0', 'dense_1', 'logits']);
    const session = await (await loadRuntime('native')).session(graph);
    const x = data(1, 7);
    const { logits } = await session.run({ input: { data: x.data, shape: [1, 7] } });
    plainLogits(layers, x.data).forEach((value, k) => expect(logits!.data[k]!).toBeCloseTo(value, 13));
    await session.release();
  });

  it('read MatMul and Add with an untransposed or transposed weight, without biases', () => {
    const b = new GraphBuilder('other');
    const x = b.input({ name: 'x', type: 'float32', shape: ['n', 2] });
    const w = b.constant({ type: 'float32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) });
    const v = b.constant({ type: 'float32', shape: [1, 3], data: Float32Array.of(7, 8, 9) });
    const c = b.constant({ type: 'float32', shape: [3], data: Float32Array.of(-1, -2, -3) });
    const hidden = b.node('Relu', [b.node('Add', [b.node('MatMul', [b.node('Flatten', [x], { axis: 1 }), w]), c])]);
    b.output({ name: b.node('Gemm', [hidden, v], { transB: 1 }), type: 'float32', shape: ['n', 1] });
    expect(loadDenseOnnx(writeModel(b.build()))).toEqual([
      {
        inputs: 2,
        outputs: 3,
        weight: Float64Array.of(1, 4, 2, 5, 3, 6),
        bias: Float64Array.of(-1, -2, -3),
        activation: { kind: 'relu' },
      },
      {
        inputs: 3,
        outputs: 1,
        weight: Float64Array.of(7, 8, 9),
        bias: new Float64Array(1),
        activation: { kind: 'identity' },
      },
    ]);
  });

  it('refuse what is not a dense network, and damaged files', () => {
    const b = new GraphBuilder('other');
    const x = b.input({ name: 'x', type: 'float32', shape: ['n', 2] });
    b.output({ name: b.node('Softmax', [x], {}, 'probabilities'), type: 'float32', shape: ['n', 2] });
    expect(() => loadDenseOnnx(writeModel(b.build()))).toThrow(/'probabilities' \(Softmax\) has no place/);
    const bytes = saveOnnx(network([7, 9, 3], { kind: 'relu' }));
    for (const length of [0, 1, 100, bytes.length >> 1, bytes.length - 1]) {
      expect(() => loadDenseOnnx(bytes.slice(0, length))).toThrow(FragilityError);
    }
    expect(() => loadDenseOnnx(new TextEncoder().encode('<!doctype html><p>not found'))).toThrow(FragilityError);
  });
});
