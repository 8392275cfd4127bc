import { beforeAll, describe, expect, it } from '@jest/globals';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { asDifferentiable, isDense, isDifferentiable, type Classifier } from '@fragility/model';
import { predictedClass, random, rows } from '@fragility/numerics';
import { engineClassifier } from './engine-classifier.js';
import type { ModelFiles } from './layers-model/read.js';
import { tensorModel } from './tensor-model.js';
import { constant, float, node } from './testing/graph.js';
import { filesOf, randomise } from './testing/tfjs.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const l = layers.layers;
const stream = random('ends');
const COUNT = 4;

/** Rows of classes less their mean: logits are known up to a number of each example. Of two classes the first is 0 anyway. */
const centred = (values: Float64Array, classes: number): Float64Array =>
  values.map((value, k) => {
    const start = k - (k % classes);
    return classes === 2 ? value : value - values.subarray(start, start + classes).reduce((a, b) => a + b) / classes;
  });

/** Logits, and the gradient of a product with them. */
async function answers(model: Classifier, c: Float64Array, d: number): Promise<Float64Array> {
  const data = Float64Array.from({ length: COUNT * d }, (_, k) => Math.fround(Math.sin(k + 1)));
  const { logits, backward } = await asDifferentiable(model).vjp({ data, shape: [COUNT, ...model.inputShape] });
  const gradient = await backward({ data: centred(c, model.classes), shape: logits.shape });
  await model.dispose!();
  return Float64Array.of(...centred(logits.data, model.classes), ...gradient.data);
}

const off = (a: Float64Array, b: Float64Array): number =>
  Math.max(...a.map((v, k) => Math.abs(v - b[k]!))) / Math.max(...b.map(Math.abs));

/** Classes of inputs whose numbers are all j at input j, and the largest slope of the sum of their logits. */
const chosen = async (model: Classifier, d: number): Promise<{ classes: number[]; gradient: number }> => {
  const data = Float64Array.from({ length: COUNT * d }, (_, k) => 1 + Math.floor(k / d));
  const { logits, backward } = await asDifferentiable(model).vjp({ data, shape: [COUNT, ...model.inputShape] });
  const gradient = await backward({ data: logits.data.map(() => 1), shape: logits.shape });
  await model.dispose!();
  return { classes: rows(logits).map(predictedClass), gradient: Math.max(...gradient.data.map(Math.abs)) };
};

/** Class names of Keras that TensorFlow.js does not write. */
const renamed = (files: ModelFiles, names: Readonly<Record<string, object>>): ModelFiles => ({
  ...files,
  topology: JSON.parse(
    JSON.stringify(files.topology),
    (_, value: { class_name?: string; config?: { name?: string } }) => {
      const name = value?.config?.name ?? '';
      return value?.class_name && Object.hasOwn(names, name)
        ? { ...value, ...names[name], config: { name, ...(names[name] as { config: object }).config } }
        : value;
    },
  ) as unknown,
});

describe('the end of a layers-model', () => {
  const network = (units: number, ...last: Parameters<layers.Sequential['add']>[0][]): layers.LayersModel => {
    const model = layers.sequential();
    model.add(l.inputLayer({ inputShape: [4, 4, 1] }));
    model.add(l.conv2d({ filters: 3, kernelSize: 2, activation: 'tanh' }));
    model.add(l.flatten());
    model.add(l.dense({ units, name: 'z' }));
    last.forEach((layer) => model.add(layer));
    randomise(model, 'ends');
    return model;
  };
  const softmax = () => l.activation({ activation: 'softmax', name: 's' });
  const sigmoid = () => l.activation({ activation: 'sigmoid', name: 's' });
  const more = (): layers.layers.Layer => l.activation({ activation: 'linear', name: 'm' });

  it.each<[string, number, () => layers.LayersModel, object]>([
    ['softmax', 3, () => network(3, softmax()), {}],
    ['a softmax layer over axis 1', 3, () => network(3, l.softmax({ axis: 1, name: 's' })), {}],
    ['softmax kept below 1', 3, () => network(3, softmax(), l.reLU({ maxValue: 0.999 })), {}],
    ['softmax in per cent', 3, () => network(3, softmax(), l.rescaling({ scale: 100 })), {}],
    [
      'softmax, dropout and a shape',
      3,
      () => network(3, softmax(), l.dropout({ rate: 0.5 }), l.reshape({ targetShape: [3] })),
      {},
    ],
    ['sigmoids', 3, () => network(3, sigmoid()), {}],
    ['one sigmoid', 1, () => network(1, sigmoid()), {}],
    ['one sigmoid, doubled', 1, () => network(1, sigmoid(), l.rescaling({ scale: 2 })), {}],
  ])('is cut at %s, on the engine and in TensorFlow.js', async (_, units, make) => {
    const [plain, whole] = [await filesOf(network(units)), await filesOf(make())];
    const c = Float64Array.from({ length: COUNT * Math.max(units, 2) }, () => stream.normal());
    const expected = await answers(await engineClassifier(plain), c, 16);
    for (const model of [await engineClassifier(whole), await tensorModel(whole, { backend: 'cpu' })]) {
      expect(Object.keys(model.facts!)).toContainEqual(expect.stringMatching(/^(softmax|sigmoid) cut off$/));
      expect(off(await answers(model, c, 16), expected)).toBeLessThan(1e-5);
    }
  });

  it.each<[string, object]>([
    ['clipped', { class_name: 'Clip', config: { x_min: 1e-7, x_max: 1 } }],
    ['its logarithm', { class_name: 'Activation', config: { activation: 'log' } }],
    ['cast', { class_name: 'Cast', config: { dtype: 'float16' } }],
  ])('is cut at softmax, %s, on the engine', async (_, layer) => {
    const files = renamed(await filesOf(network(3, softmax(), more())), { m: layer });
    const c = Float64Array.from({ length: COUNT * 3 }, () => stream.normal());
    const expected = await answers(await engineClassifier(await filesOf(network(3))), c, 16);
    expect(off(await answers(await engineClassifier(files), c, 16), expected)).toBeLessThan(1e-5);
  });

  it.each<[string, () => layers.LayersModel]>([
    ['a softmax that is scaled down, and turned', () => network(3, softmax(), l.rescaling({ scale: -1 }))],
    ['a softmax cut at a third', () => network(3, softmax(), l.reLU({ maxValue: 0.33 }))],
    ['a softmax of halves', () => network(4, l.reshape({ targetShape: [2, 2] }), softmax(), l.flatten())],
  ])('stays at %s', async (_, make) => {
    const model = make();
    const files = await filesOf(model);
    const x = Float32Array.from({ length: COUNT * 16 }, (_, k) => Math.sin(k + 1));
    const said = (model.predict(tf.tensor(x, [COUNT, 4, 4, 1])) as tf.Tensor).dataSync();
    for (const each of [await engineClassifier(files), await tensorModel(files, { backend: 'cpu', check: false })]) {
      const { data } = await each.logits({ data: Float64Array.from(x), shape: [COUNT, 4, 4, 1] });
      data.forEach((value, k) => expect(value).toBeCloseTo(said[k]!, 5));
      await each.dispose!();
    }
  });

  it.each<[string, () => layers.layers.Layer[]]>([
    ['within the last layer', () => [l.dense({ units: 3, activation: 'sigmoid', name: 'z' })]],
    ['as a layer', () => [l.dense({ units: 3, name: 'z' }), sigmoid()]],
    ['in per cent', () => [l.dense({ units: 3, activation: 'sigmoid', name: 'z' }), l.rescaling({ scale: 100 })]],
  ])('decides as the file where sigmoids are equal by rounding, %s', async (_, last) => {
    for (const before of [[], [l.activation({ activation: 'tanh', name: 't' })]]) {
      const model = layers.sequential();
      model.add(l.inputLayer({ inputShape: [2] }));
      for (const layer of [...before, ...last()]) model.add(layer);
      // Logits −2s, 10s, 11s for the sum s of the inputs: the second and third sigmoid are both 1 from s = 2 on.
      model.getLayer('z').setWeights([tf.tensor2d([-2, 10, 11, -2, 10, 11], [2, 3]), tf.zeros([3])]);
      const files = await filesOf(model);
      for (const each of [await engineClassifier(files), await tensorModel(files, { backend: 'cpu', check: false })]) {
        const { classes, gradient } = await chosen(each, 2);
        expect(classes).toEqual(before.length > 0 ? [2, 1, 1, 1] : [1, 1, 1, 1]);
        expect(gradient).toBeGreaterThan(0.1);
      }
    }
  });

  it('leaves dense layers readable', async () => {
    const model = layers.sequential();
    model.add(l.dense({ units: 5, inputShape: [6], activation: 'relu' }));
    model.add(l.dense({ units: 3, activation: 'softmax' }));
    model.add(l.rescaling({ scale: 100 }));
    const dense = await engineClassifier(await filesOf(model));
    expect([isDense(dense), isDifferentiable(dense), dense.classes]).toEqual([true, true, 3]);
    await dense.dispose!();
  });
});

describe('the end of a graph-model', () => {
  const numbers: Readonly<Record<string, number[]>> = {
    low: [1e-7],
    high: [0.9999],
    hundred: [100],
    axis: [1],
    third: [0.3],
  };
  /** Names of the constants that some nodes take. */
  const used = (nodes: object[]): string[] =>
    Object.keys(numbers).filter((name) => JSON.stringify(nodes).includes(`"${name}"`));
  const files = (units: number, ...last: object[]): ModelFiles => ({
    location: 'memory',
    format: 'graph-model',
    topology: {
      node: [
        node('x', 'Placeholder', [], { dtype: float, shape: { shape: { dim: [{ size: '-1' }, { size: '5' }] } } }),
        ...['w', 'b', ...used(last)].map(constant),
        node('product', 'MatMul', ['x', 'w'], { transpose_a: { b: false }, transpose_b: { b: false } }),
        node('z', 'BiasAdd', ['product', 'b']),
        ...last,
      ],
      versions: { producer: 1 },
    },
    signature: undefined,
    weights: new Map<string, { dtype: string; shape: number[]; data: Float32Array | Int32Array }>([
      [
        'w',
        {
          dtype: 'float32',
          shape: [5, units],
          data: Float32Array.from({ length: 5 * units }, (_, k) => Math.cos(3 * k)),
        },
      ],
      ['b', { dtype: 'float32', shape: [units], data: Float32Array.from({ length: units }, (_, k) => 0.1 * k) }],
      ...Object.entries(numbers).map(
        ([name, data]) =>
          [
            name,
            name === 'axis'
              ? { dtype: 'int32', shape: [1], data: Int32Array.from(data) }
              : { dtype: 'float32', shape: [], data: Float32Array.from(data) },
          ] as const,
      ),
    ]),
    checksum: '',
  });
  const softmax = node('s', 'Softmax', ['z']);
  const kept = { keep_dims: { b: true } };

  it.each<[string, number, object[]]>([
    ['softmax', 3, [softmax]],
    ['log-softmax', 3, [node('s', 'LogSoftmax', ['z'])]],
    ['softmax, clipped', 3, [softmax, node('c', 'ClipByValue', ['s', 'low', 'high'])]],
    [
      'softmax, its bounds one by one',
      3,
      [softmax, node('a', 'Maximum', ['s', 'low']), node('c', 'Minimum', ['a', 'high'])],
    ],
    ['softmax, its logarithm', 3, [softmax, node('a', 'AddV2', ['s', 'low']), node('c', 'Log', ['a'])]],
    [
      'softmax, cast, in per cent',
      3,
      [softmax, node('a', 'Cast', ['s'], { SrcT: float, DstT: float }), node('c', 'Mul', ['a', 'hundred'])],
    ],
    ['softmax, divided', 3, [softmax, node('c', 'RealDiv', ['s', 'third'])]],
    [
      'softmax spelled out',
      3,
      [
        node('m', 'Max', ['z', 'axis'], kept),
        node('d', 'Sub', ['z', 'm']),
        node('e', 'Exp', ['d']),
        node('t', 'Sum', ['e', 'axis'], kept),
        node('c', 'RealDiv', ['e', 't']),
      ],
    ],
    ['sigmoids', 3, [node('s', 'Sigmoid', ['z'])]],
    ['one sigmoid', 1, [node('s', 'Sigmoid', ['z']), node('c', 'ClipByValue', ['s', 'low', 'high'])]],
  ])('is cut at %s', async (_, units, last) => {
    const c = Float64Array.from({ length: COUNT * Math.max(units, 2) }, () => stream.normal());
    const [plain, whole] = [
      await tensorModel(files(units, node('out', 'Identity', ['z'])), { backend: 'cpu' }),
      await tensorModel(files(units, ...last), { backend: 'cpu' }),
    ];
    expect(Object.keys(whole.facts!)).toContainEqual(expect.stringMatching(/^(softmax|sigmoid) cut off$/));
    expect(off(await answers(whole, c, 5), await answers(plain, c, 5))).toBeLessThan(1e-5);
  });

  it('decides as the file where sigmoids are equal by rounding', async () => {
    const sigmoids = files(3, node('s', 'Sigmoid', ['z']), node('c', 'Mul', ['s', 'hundred']));
    const { data } = sigmoids.weights.get('w')!;
    data.set(Array.from(data, (_, k) => [-1, 10, 11][k % 3]!));
    const { classes, gradient } = await chosen(await tensorModel(sigmoids, { backend: 'cpu', check: false }), 5);
    expect(classes).toEqual([1, 1, 1, 1]);
    expect(gradient).toBeGreaterThan(1);
  });

  it.each<[string, object[]]>([
    ['a softmax cut at less than a half', [softmax, node('c', 'Minimum', ['s', 'third'])]],
    ['a softmax that is turned', [softmax, node('c', 'Sub', ['hundred', 's'])]],
  ])('stays at %s', async (_, last) => {
    const model = await tensorModel(files(3, ...last), { backend: 'cpu', check: false });
    expect(Object.keys(model.facts!)).toEqual(['engine']);
    await model.dispose!();
  });
});
