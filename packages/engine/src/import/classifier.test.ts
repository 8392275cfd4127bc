import { describe, expect, it } from '@jest/globals';
import { asDifferentiable } from '@fragility/model';
import { row, take } from '@fragility/numerics';
import { GraphBuilder } from '../graph/builder.js';
import type { Graph } from '../graph/graph.js';
import { filled, integers } from '../graph/tensors.js';
import { writeModel } from '../onnx/model.js';
import { data, difference } from '../testing/networks.js';
import { weights } from '../testing/gradient.js';
import { graphClassifier, onnxClassifier } from './classifier.js';

/** Convolution, batch normalisation, a smooth activation, pooling and a dense end: as small as a real network gets. */
function convnet(batch: string | number, end: 'logits' | 'softmax' = 'logits'): Graph {
  const b = new GraphBuilder('convnet');
  const w = (shape: number[], seed: number): string => b.constant(weights(shape, 'float32', seed));
  let x = b.input({ name: 'images', type: 'float32', shape: [batch, 3, 8, 8] });
  x = b.node('Conv', [x, w([4, 3, 3, 3], 1)], { pads: [1, 1, 1, 1] });
  const variance = b.constant({ type: 'float32', shape: [4], data: Float32Array.of(0.5, 1, 2, 0.1) });
  x = b.node('BatchNormalization', [x, w([4], 2), w([4], 3), w([4], 4), variance]);
  x = b.node('AveragePool', [b.node('Tanh', [x])], { kernel_shape: [2, 2], strides: [2, 2] });
  x = b.node('BatchNormalization', [x, w([4], 5), w([4], 6), w([4], 7), variance]);
  x = b.node('Reshape', [x, b.constant(integers([typeof batch === 'number' ? batch : -1, 64]))]);
  x = b.node('Gemm', [x, w([5, 64], 8), w([5], 9)], { transB: 1 });
  if (end === 'softmax') x = b.node('Reshape', [b.node('Softmax', [x]), b.constant(integers([-1, 5]))]);
  b.node('Identity', [x], {}, 'out');
  b.output({ name: 'out', type: 'float32', shape: [batch, 5] });
  return b.build();
}

const images = data(5, 192);
const cotangent = data(5, 5, 3);

describe('graphClassifier', () => {
  it('agrees with central differences through folded batch normalisation, alike on both engines', async () => {
    const [native, wasm] = [
      await graphClassifier(convnet('n'), { engine: 'native' }),
      await graphClassifier(convnet('n'), { engine: 'wasm' }),
    ];
    expect([native.inputShape, native.classes, native.precision]).toEqual([[3, 8, 8], 5, 'float32']);
    const { logits, backward } = await asDifferentiable(native).vjp(images);
    const gradient = await backward(cotangent);
    const slopes = Float64Array.from({ length: 192 }, () => 0);
    for (let k = 0; k < 192; k++) {
      const at = async (shift: number): Promise<number> => {
        const moved = { data: row(images, 0).with(k, row(images, 0)[k]! + shift) as Float64Array, shape: [1, 192] };
        return (await native.logits(moved)).data.reduce((sum, value, j) => sum + value * cotangent.data[j]!, 0);
      };
      slopes[k] = ((await at(5e-3)) - (await at(-5e-3))) / 1e-2;
    }
    expect(difference(row(gradient, 0), slopes)).toBeLessThan(2e-3);
    const other = await asDifferentiable(wasm).vjp(images);
    expect(difference(other.logits.data, logits.data)).toBeLessThan(1e-6);
    expect(difference((await other.backward(cotangent)).data, gradient.data)).toBeLessThan(1e-5);
    await Promise.all([native.dispose!(), wasm.dispose!()]);
  });

  it('keeps the inputs that a gradient needs, whatever is asked before it', async () => {
    const b = new GraphBuilder('squares');
    const x = b.input({ name: 'x', type: 'float32', shape: ['n', 6] });
    b.node('MatMul', [b.node('Mul', [x, x]), b.constant(weights([6, 3], 'float32', 1))], {}, 'out');
    b.output({ name: 'out', type: 'float32', shape: ['n', 3] });
    const model = await graphClassifier(b.build());
    const [inputs, cotangents] = [data(4, 6), data(4, 3, 2)];
    const expected = await (await asDifferentiable(model).vjp(inputs)).backward(cotangents);
    const { backward } = await asDifferentiable(model).vjp(inputs);
    await model.logits(data(4, 6, 5));
    await asDifferentiable(model).vjp(data(4, 6, 9));
    expect((await backward(cotangents)).data).toEqual(expected.data);
    await model.dispose!();
  });

  it('cuts a softmax off, and says so', async () => {
    const [plain, cut, uncut] = await Promise.all([
      graphClassifier(convnet('n')),
      graphClassifier(convnet('n', 'softmax')),
      graphClassifier(convnet('n', 'softmax'), { cutSoftmax: false }),
    ]);
    const logits = await plain.logits(images);
    expect((await cut.logits(images)).data).toEqual(logits.data);
    expect(cut.facts!['softmax cut off']).toMatch(/^softmax/);
    expect(plain.facts).not.toHaveProperty('softmax cut off');
    expect(row(await uncut.logits(images), 0).reduce((a, b) => a + b)).toBeCloseTo(1, 6);
  });

  it('runs a file that was exported for a fixed batch, whatever the number of examples', async () => {
    const [free, fixed] = await Promise.all([graphClassifier(convnet('n')), graphClassifier(convnet(2))]);
    for (const rows of [[0], [0, 1, 2, 3, 4]]) {
      const some = take(images, rows);
      const [a, b] = [await asDifferentiable(free).vjp(some), await asDifferentiable(fixed).vjp(some)];
      expect(difference(b.logits.data, a.logits.data)).toBeLessThan(1e-6);
      const c = take(cotangent, rows);
      expect(difference((await b.backward(c)).data, (await a.backward(c)).data)).toBeLessThan(1e-5);
    }
  });

  it('makes preprocessing part of the model: logits and gradients in the units of the images', async () => {
    const [mean, std] = [
      [0.5, 0.4, 0.3],
      [0.2, 0.25, 0.5],
    ];
    const plain = await graphClassifier(convnet('n'));
    const whole = await graphClassifier(convnet('n'), { mean, std, imageShape: [8, 8, 3], channels: 'bgr' });
    expect(whole.inputShape).toEqual([8, 8, 3]);
    const prepared = images.data.slice();
    const place = (k: number): number => {
      const [i, channel, pixel] = [Math.floor(k / 192), Math.floor((k % 192) / 64), k % 64];
      return i * 192 + pixel * 3 + (2 - channel);
    };
    const channelOf = (k: number): number => Math.floor((k % 192) / 64);
    prepared.forEach((_, k) => {
      prepared[k] = (images.data[place(k)]! - mean[channelOf(k)]!) / std[channelOf(k)]!;
    });
    const [a, b] = [
      await asDifferentiable(plain).vjp({ data: prepared, shape: images.shape }),
      await asDifferentiable(whole).vjp(images),
    ];
    expect(difference(b.logits.data, a.logits.data)).toBeLessThan(1e-5);
    const [inner, outer] = [await a.backward(cotangent), await b.backward(cotangent)];
    const expected = new Float64Array(inner.data.length);
    inner.data.forEach((value, k) => (expected[place(k)] = value / std[channelOf(k)]!));
    expect(difference(outer.data, expected)).toBeLessThan(1e-5);
  });

  it('leaves out inputs that the logits do not depend on', async () => {
    const graph = convnet('n');
    const more = { ...graph, inputs: [...graph.inputs, { name: 'other', type: 'int64', shape: ['n'] } as const] };
    const model = await graphClassifier(more);
    expect(model.inputShape).toEqual([3, 8, 8]);
    await model.dispose!();
  });

  it('refuses what it cannot classify with, before any work', async () => {
    const two = (ports: 'inputs' | 'outputs'): Graph => {
      const graph = convnet('n');
      return { ...graph, [ports]: [...graph[ports], { ...graph[ports][0]!, name: 'other' }] };
    };
    const refusal = (graph: Graph, options = {}) => expect(graphClassifier(graph, options)).rejects;
    const mixed = two('inputs');
    const [last] = mixed.outputs;
    const sum = { name: 'sum', op: 'Add', inputs: [last!.name, 'other'], outputs: ['sum'], attributes: {} };
    await refusal({ ...mixed, nodes: [...mixed.nodes, sum], outputs: [{ ...last!, name: 'sum' }] }).toThrow(
      /output 'sum' depends on 2 inputs: 'images' \[n, 3, 8, 8\], 'other'.*make the others initialisers/,
    );
    await refusal(two('inputs'), { input: 'other' }).toThrow(/no input 'other', only 'images'/);
    await refusal({ ...convnet('n'), nodes: [] }).toThrow(/depends on none of the inputs/);
    await refusal(two('outputs')).toThrow(/2 outputs.*say which by 'output'/);
    await refusal(convnet('n'), { output: 'logits' }).toThrow(/no output 'logits', only 'out'/);
    await refusal(convnet('n'), { graphShape: [3, 9, 9] }).toThrow(/graphShape is \[3, 9, 9\], the model takes/);
    await refusal(convnet('n'), { mean: [1, 2] }).toThrow(/mean has 2 numbers, expected one or one for each of 3/);
    await refusal(convnet('n'), { imageShape: [9, 9, 3] }).toThrow(/images have shape \[9, 9, 3\], the graph takes/);
    await refusal(convnet('n'), { std: 0 }).toThrow(/std is 0/);
    const open = convnet('n');
    await refusal({ ...open, inputs: [{ ...open.inputs[0]!, shape: ['n', 3, 'h', 'w'] }] }).toThrow(
      /leaves sizes open/,
    );
    const images4 = new GraphBuilder('image to image');
    images4.input({ name: 'x', type: 'float32', shape: ['n', 3, 8, 8] });
    images4.output({ name: images4.node('Relu', ['x']), type: 'float32', shape: ['n', 3, 8, 8] });
    await refusal(images4.build()).toThrow(/output 'relu_1' has shape \[batch, 3, 8, 8\], expected \[n, classes\]/);
    const unknown = (op: string): Graph => {
      const b = new GraphBuilder('unknown');
      const x = b.input({ name: 'x', type: 'float32', shape: ['n', 4] });
      b.output({ name: b.node(op, [x], {}, 'odd'), type: 'float32', shape: ['n', 4] });
      return b.build();
    };
    for (const engine of ['native', 'wasm'])
      for (const [op, why] of [
        ['com.microsoft.FusedGelu', 'is none that ONNX Runtime knows'],
        ['org.pytorch.aten.ATen', 'is none that ONNX Runtime knows'],
        ['Col2Im', 'is not part of operator set 17'],
      ] as const)
        await refusal(unknown(op), { engine }).toMatchObject({
          code: 'engine/operator',
          message: expect.stringContaining(`operator ${op} (node 'odd') ${why}`),
        });
  });
});

describe('onnxClassifier', () => {
  it('reads a file, and refuses a truncated one and unknown operator sets', async () => {
    const bytes = writeModel(convnet('n'));
    const [model, expected] = await Promise.all([onnxClassifier(bytes), graphClassifier(convnet('n'))]);
    expect((await model.logits(images)).data).toEqual((await expected.logits(images)).data);
    await expect(onnxClassifier(bytes.subarray(0, 500))).rejects.toThrow(/engine\/onnx/);
    const b = new GraphBuilder('scaled');
    b.input({ name: 'x', type: 'float32', shape: ['n', 4] });
    b.output({ name: b.node('Mul', ['x', b.constant(filled('float32', [], 2))]), type: 'float32', shape: ['n', 4] });
    const future = writeModel(b.build());
    future[future.lastIndexOf(17)] = 99;
    expect((await onnxClassifier(future)).classes).toBe(4);
    future[future.lastIndexOf(99)] = 6;
    await expect(onnxClassifier(future)).rejects.toThrow(/operator set 6, expected 7 or later/);
  });

  it('offers logits only where a node keeps the graph in a later operator set', async () => {
    const b = new GraphBuilder('later');
    b.input({ name: 'x', type: 'float32', shape: ['n', 4] });
    const one = b.constant(integers([1]));
    const mean = b.node('ReduceMean', ['x', b.node('BitwiseAnd', [one, one])], { keepdims: 1 });
    b.output({ name: b.node('Sub', ['x', mean]), type: 'float32', shape: ['n', 4] });
    const model = await onnxClassifier(writeModel({ ...b.build(), sets: new Map([['', 21]]) }));
    expect('vjp' in model).toBe(false);
    expect(model.gradientStop?.reason).toMatch(/stays in operator set 21/);
    await model.dispose!();
  });
});
