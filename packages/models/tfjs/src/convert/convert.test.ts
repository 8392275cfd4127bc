import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadRuntime } from '@fragility/engine';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { filesOf, inputsFor, randomise } from '../testing/tfjs.js';
import { convertLayersModel } from './convert.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const COUNT = 3;
const l = layers.layers;
type Layer = Parameters<layers.Sequential['add']>[0];
type Sym = layers.SymbolicTensor;

/** Logits of the converted model and of TensorFlow.js, at random inputs. */
async function both(
  model: layers.LayersModel,
  inputShape: number[],
): Promise<{ ours: Float64Array; theirs: Float64Array; ops: string[] }> {
  randomise(model, model.name);
  const { graph } = convertLayersModel(await filesOf(model));
  const runtime = await loadRuntime('native', { threads: 1 });
  const session = await runtime.session(graph);
  const data = inputsFor(inputShape, COUNT);
  const answers = await session.run({ input: { data, shape: [COUNT, ...inputShape] } });
  await session.release();
  const expected = model.predict(tf.tensor(data, [COUNT, ...inputShape])) as tf.Tensor;
  return {
    ours: Float64Array.from(answers['output']!.data as Float32Array),
    theirs: Float64Array.from(expected.dataSync()),
    ops: graph.nodes.map(({ op }) => op),
  };
}

async function expectEqual(model: layers.LayersModel, inputShape: number[]): Promise<string[]> {
  const { ours, theirs, ops } = await both(model, inputShape);
  const scale = theirs.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  expect(scale).toBeGreaterThan(0);
  expect(ours.length).toBe(theirs.length);
  expect(Math.max(...ours.map((v, k) => Math.abs(v - theirs[k]!))) / scale).toBeLessThan(1e-5);
  return ops;
}

/** Layers between an image of 9×8×3 and four logits. */
const onImages = (...between: Layer[]): layers.LayersModel => {
  const model = layers.sequential();
  model.add(l.inputLayer({ inputShape: [9, 8, 3] }));
  for (const layer of between) model.add(layer);
  if (model.output instanceof Array || (model.output as Sym).shape.length > 2) model.add(l.flatten());
  model.add(l.dense({ units: 4 }));
  return model;
};

const SHAPE = [9, 8, 3];
const paddings = ['valid', 'same'] as const;
const strides = [1, 2, 3] as const;
const grid = paddings.flatMap((padding) => strides.map((stride) => [padding, stride] as const));

describe('convolutions and poolings have the logits of TensorFlow.js', () => {
  it.each(grid)('Conv2D, %s, stride %i', (padding, stride) =>
    expectEqual(
      onImages(l.conv2d({ filters: 5, kernelSize: [3, 2], strides: stride, padding, activation: 'relu' })),
      SHAPE,
    ),
  );
  it.each(paddings)('Conv2D, %s, dilated', (padding) =>
    expectEqual(onImages(l.conv2d({ filters: 5, kernelSize: 3, dilationRate: 2, padding })), SHAPE),
  );
  it('Conv2D, different strides, no bias', () =>
    expectEqual(
      onImages(l.conv2d({ filters: 4, kernelSize: 3, strides: [1, 2], padding: 'same', useBias: false })),
      SHAPE,
    ));
  it.each(grid)('DepthwiseConv2D, %s, stride %i', (padding, stride) =>
    expectEqual(onImages(l.depthwiseConv2d({ kernelSize: 3, strides: stride, padding, depthMultiplier: 2 })), SHAPE),
  );
  it.each(grid)('SeparableConv2D, %s, stride %i', (padding, stride) =>
    expectEqual(
      onImages(l.separableConv2d({ filters: 6, kernelSize: 3, strides: stride, padding, depthMultiplier: 2 })),
      SHAPE,
    ),
  );
  it.each(grid)('MaxPooling2D, %s, stride %i', (padding, stride) =>
    expectEqual(onImages(l.maxPooling2d({ poolSize: [3, 2], strides: stride, padding })), SHAPE),
  );
  it.each(grid)('AveragePooling2D, %s, stride %i', (padding, stride) =>
    expectEqual(onImages(l.averagePooling2d({ poolSize: [3, 2], strides: stride, padding })), SHAPE),
  );
  it('global pooling', async () => {
    await expectEqual(onImages(l.globalAveragePooling2d({})), SHAPE);
    await expectEqual(onImages(l.conv2d({ filters: 3, kernelSize: 2 }), l.globalMaxPooling2d({})), SHAPE);
  });
});

describe('activations have the logits of TensorFlow.js', () => {
  it.each([
    'linear',
    'relu',
    'relu6',
    'elu',
    'selu',
    'sigmoid',
    'tanh',
    'softplus',
    'hardSigmoid',
    'swish',
    'softmax',
  ] as const)('%s, in a layer and alone', async (activation) => {
    await expectEqual(
      onImages(l.conv2d({ filters: 4, kernelSize: 3, activation }), l.flatten(), l.dense({ units: 6, activation })),
      SHAPE,
    );
    await expectEqual(onImages(l.conv2d({ filters: 4, kernelSize: 3 }), l.activation({ activation })), SHAPE);
  });
  it('as layers', () =>
    expectEqual(
      onImages(
        l.conv2d({ filters: 4, kernelSize: 3 }),
        l.leakyReLU({ alpha: 0.2 }),
        l.conv2d({ filters: 4, kernelSize: 3 }),
        l.reLU({ maxValue: 1 }),
        l.conv2d({ filters: 4, kernelSize: 2 }),
        l.elu({}),
        l.flatten(),
        l.softmax({}),
      ),
      SHAPE,
    ));
});

describe('normalisation and shapes have the logits of TensorFlow.js', () => {
  it('folds batch normalisation into convolutions and dense layers', async () => {
    const ops = await expectEqual(
      onImages(
        l.conv2d({ filters: 4, kernelSize: 3, useBias: false }),
        l.batchNormalization({}),
        l.activation({ activation: 'relu' }),
        l.depthwiseConv2d({ kernelSize: 3 }),
        l.batchNormalization({ scale: false }),
        l.separableConv2d({ filters: 5, kernelSize: 2 }),
        l.batchNormalization({ center: false }),
        l.flatten(),
        l.dense({ units: 7 }),
        l.batchNormalization({}),
      ),
      SHAPE,
    );
    expect(ops).toEqual(['Transpose', 'Conv', 'Relu', 'Conv', 'Conv', 'Conv', 'Reshape', 'Gemm', 'Gemm', 'Identity']);
  });
  it('multiplies and adds where it cannot fold', async () => {
    const ops = await expectEqual(
      onImages(
        l.batchNormalization({}),
        l.conv2d({ filters: 4, kernelSize: 3, activation: 'relu' }),
        l.batchNormalization({}),
        l.flatten(),
        l.batchNormalization({}),
      ),
      SHAPE,
    );
    expect(ops.filter((op) => op === 'Mul').length).toBe(3);
  });
  it.each([
    ['a convolution', l.conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: 'same' }), false],
    ['a pooling', l.maxPooling2d({ poolSize: 4, strides: 2 }), false],
    ['a pooling that pads too', l.maxPooling2d({ poolSize: [5, 4], strides: 2, padding: 'same' }), false],
    ['an average', l.averagePooling2d({ poolSize: 3, strides: 2 }), true],
  ] as const)('zero padding before %s', async (_, layer, padded) => {
    const ops = await expectEqual(
      onImages(
        l.zeroPadding2d({
          padding: [
            [1, 2],
            [0, 1],
          ],
        }),
        layer,
      ),
      SHAPE,
    );
    expect(ops.includes('Pad')).toBe(padded);
  });
  it('Flatten, Reshape, Permute, Dropout, after a convolution', async () => {
    await expectEqual(
      onImages(l.conv2d({ filters: 4, kernelSize: 3 }), l.dropout({ rate: 0.5 }), l.flatten(), l.reLU()),
      SHAPE,
    );
    await expectEqual(
      onImages(l.conv2d({ filters: 4, kernelSize: 3 }), l.reshape({ targetShape: [42, 4] }), l.dense({ units: 3 })),
      SHAPE,
    );
    await expectEqual(
      onImages(l.conv2d({ filters: 4, kernelSize: 3 }), l.flatten(), l.reshape({ targetShape: [6, 7, 4] })),
      SHAPE,
    );
    await expectEqual(
      onImages(l.conv2d({ filters: 4, kernelSize: 3 }), l.permute({ dims: [3, 1, 2] }), l.dense({ units: 2 })),
      SHAPE,
    );
    await expectEqual(onImages(l.flatten(), l.dropout({ rate: 0.5 })), SHAPE);
  });
  it('channels first', () =>
    expectEqual(
      onImages(
        l.permute({ dims: [3, 1, 2] }),
        l.conv2d({ filters: 4, kernelSize: 3, dataFormat: 'channelsFirst', padding: 'same', strides: 2 }),
        l.maxPooling2d({ poolSize: 2, dataFormat: 'channelsFirst' }),
      ),
      SHAPE,
    ));
});

describe('functional models have the logits of TensorFlow.js', () => {
  const merges: [string, () => { apply(x: Sym[]): unknown }][] = [
    ['Add', () => l.add()],
    ['Average', () => l.average()],
    ['Multiply', () => l.multiply()],
    ['Maximum', () => l.maximum()],
    ['Minimum', () => l.minimum()],
    ['Concatenate', () => l.concatenate()],
    ['Concatenate along rows', () => l.concatenate({ axis: 1 })],
  ];
  it.each(merges)('%s of images and of vectors, a shared layer', async (_, merge) => {
    const x = layers.input({ shape: SHAPE });
    const shared = l.conv2d({ filters: 3, kernelSize: 3, padding: 'same' });
    const first = shared.apply(x) as Sym;
    const second = shared.apply(first) as Sym;
    const images = merge().apply([x, first, second]) as Sym;
    const flat = l.flatten().apply(images) as Sym;
    const [a, b] = [1, 2].map(() => l.dense({ units: 5, activation: 'tanh' }).apply(flat) as Sym);
    const logits = l.dense({ units: 4 }).apply(merge().apply([a!, b!]) as Sym) as Sym;
    await expectEqual(layers.model({ inputs: x, outputs: logits }), SHAPE);
  });

  it('a model inside another', async () => {
    const inner = layers.sequential();
    inner.add(l.conv2d({ filters: 3, kernelSize: 3, inputShape: SHAPE, activation: 'relu' }));
    inner.add(l.maxPooling2d({ poolSize: 2 }));
    const outer = layers.sequential();
    outer.add(inner);
    outer.add(l.flatten());
    outer.add(l.dense({ units: 4 }));
    await expectEqual(outer, SHAPE);
    const x = layers.input({ shape: SHAPE });
    const logits = l.globalAveragePooling2d({}).apply(inner.apply(x) as Sym) as Sym;
    await expectEqual(layers.model({ inputs: x, outputs: logits }), SHAPE);
  });
});
