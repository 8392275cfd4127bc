import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as layers from '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { inMemory, type Dataset } from '@fragility/dataset';
import {
  buildModel,
  covers,
  isDense,
  isDifferentiable,
  type ModelContext,
  type Capability,
  type Offer,
} from '@fragility/model';
import { modelChecks } from '@fragility/model/conformance';
import { random } from '@fragility/numerics';
import { runChecks } from '@fragility/plugin';
import { pluginChecks } from '@fragility/plugin/conformance';
import plugin, { tfjs } from './index.js';
import { saveTo } from './testing/save.js';
import { randomise } from './testing/tfjs.js';

const l = layers.layers;
type Layer = Parameters<layers.Sequential['add']>[0];

/** Random images of 8×7×2 pixels of three classes. */
function images(shape = [8, 7, 2]): Dataset {
  const stream = random('images');
  const inputs = { data: Float64Array.from({ length: 30 * 112 }, () => stream.uniform()), shape: [30, ...shape] };
  return inMemory(['a', 'b', 'c'], [0, 1], {
    train: { inputs, labels: Int32Array.from({ length: 30 }, (_, i) => i % 3) },
  });
}

let folder: string;
beforeAll(async () => {
  await tf.setBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'fragility-tfjs-'));
  const save = async (name: string, ...all: Layer[]): Promise<void> => {
    const model = layers.sequential();
    model.add(l.inputLayer({ inputShape: [8, 7, 2] }));
    all.forEach((layer) => model.add(layer));
    randomise(model, name);
    await saveTo(model, join(folder, name));
  };
  await save(
    'convnet',
    l.conv2d({ filters: 4, kernelSize: 3, activation: 'tanh' }),
    l.flatten(),
    l.dense({ units: 3, activation: 'softmax' }),
  );
  await save('dense', l.flatten(), l.dense({ units: 16, activation: 'relu' }), l.dense({ units: 3 }));
  await save('upsampled', l.upSampling2d({ size: [2, 2] }), l.flatten(), l.dense({ units: 3 }));
  await save(
    'volumes',
    l.reshape({ targetShape: [4, 4, 7, 1] }),
    l.conv3d({ filters: 2, kernelSize: 2, activation: 'tanh' }),
    l.flatten(),
    l.dense({ units: 3 }),
  );
  await save('unknown', l.flatten(), l.activation({ activation: 'tanh', name: 'own' }), l.dense({ units: 3 }));
  const file = join(folder, 'unknown/model.json');
  await writeFile(file, (await readFile(file, 'utf8')).replace('"class_name":"Activation"', '"class_name":"MyOwn"'));
});
afterAll(() => rm(folder, { recursive: true }));

const build = (params: object, context: Partial<ModelContext> = {}) =>
  buildModel(tfjs, params, { dataset: images(), seed: 1, engine: 'auto', folder, ...context });

it('is a plugin', async () => {
  expect((await runChecks(pluginChecks(plugin))).filter(({ passed }) => !passed)).toEqual([]);
});

describe('tfjs', () => {
  const preprocessing = { scale: 2, mean: [0.5, 1], std: [0.5, 2] };
  it.each([
    ['convnet', 'native', 'gradients', {}],
    ['convnet', 'wasm', 'gradients', {}],
    ['convnet', 'auto', 'gradients', { backend: 'cpu' }],
    ['dense', 'native', 'dense', {}],
    ['dense', 'native', 'dense', { precision: 'float64' }],
  ] as const)(
    '%s on %s keeps the contract of %s with %j',
    async (path, engine, offers, more) => {
      const problem = {
        params: { path, ...preprocessing, ...more },
        dataset: images(),
        context: { engine, folder },
        offers,
      };
      expect((await runChecks(modelChecks(tfjs, problem))).filter(({ passed }) => !passed)).toEqual([]);
    },
    120_000,
  );

  it('answers the same on the engine and in TensorFlow.js, gradients too', async () => {
    const [ours, theirs] = [
      await build({ path: 'convnet', ...preprocessing }),
      await build({ path: 'convnet', ...preprocessing, backend: 'cpu' }),
    ];
    expect(ours.facts!['softmax cut off']).toMatch(/^dense_\w+\/Softmax$/);
    expect(ours.facts).toMatchObject({
      file: 'convnet',
      engine: expect.stringMatching(/^native/),
      'softmax cut off': theirs.facts!['softmax cut off'],
    });
    expect(theirs.facts!['engine']).toMatch(/^tfjs cpu 4/);
    const x = (await images().load('train', [0, 1, 2])).inputs;
    const c = { data: Float64Array.from({ length: 9 }, (_, k) => (k % 4) - 1.5), shape: [3, 3] };
    const answer = async (model: typeof ours) => {
      if (!isDifferentiable(model)) throw new Error('not differentiable');
      const { logits, backward } = await model.vjp(x);
      const gradient = await backward(c);
      await model.dispose!();
      return [...logits.data, ...gradient.data];
    };
    const [a, b] = [await answer(ours), await answer(theirs)];
    a.forEach((value, k) => expect(value).toBeCloseTo(b[k]!, 4));
  });

  it('reads dense layers, takes the dataset’s shape and its bounds or its own', async () => {
    const model = await build({ path: 'dense/model.json', bounds: [-1, 2] }, { dataset: images([112]) });
    expect([isDense(model), model.inputShape, model.bounds]).toEqual([true, [112], [-1, 2]]);
    await model.dispose!();
  });

  it('says before anything is built that there is no such model, whatever is asked of it', async () => {
    const peek = async (path: string, needs: Capability): Promise<Offer> =>
      tfjs.peek!(tfjs.params.parse({ path }), {
        dataset: async () => images(),
        needs,
        seed: 1,
        engine: 'auto',
        folder,
      });
    await writeFile(join(folder, 'weights.h5'), '\u0089HDF\r\n\u001a\n', 'latin1');
    for (const needs of ['logits', 'gradients'] as const) {
      await expect(peek('weights.h5', needs)).rejects.toMatchObject({
        code: 'tfjs/file',
        given: expect.stringMatching(/weights\.h5 is an HDF5 file, as Keras writes/),
        remedy: expect.stringContaining('tensorflowjs_converter --input_format=keras'),
      });
      for (const path of ['none', '.'])
        await expect(peek(path, needs)).rejects.toMatchObject({
          code: 'tfjs/file',
          message: expect.stringMatching(/none does not exist|model\.json is missing/),
        });
      expect(covers(await peek('convnet', needs), needs)).toBe(true);
    }
    expect(await peek('http://127.0.0.1:1/model.json', 'logits')).toEqual({ offers: 'logits' });
  });

  it('says which layer keeps a model from the engine, and checks its gradients', async () => {
    const said: string[] = [];
    const progress = (_: number, message: string): void => void said.push(message);
    const model = await build({ path: 'volumes' }, { progress });
    expect(said).toEqual([
      expect.stringMatching(
        /^not converted, runs on tfjs cpu: layer '\w+' \(Conv3D\) has no counterpart in the engine$/,
      ),
    ]);
    expect(model.facts).toMatchObject({
      'not converted': expect.stringContaining('Conv3D'),
      engine: expect.stringMatching(/^tfjs cpu/),
    });
    await model.dispose!();
    await expect(build({ path: 'volumes', backend: 'engine' })).rejects.toMatchObject({
      code: 'tfjs/layer',
      given: expect.stringMatching(/^volumes: layer '.*' \(Conv3D\) has no counterpart/),
      remedy: expect.stringContaining('change the layer'),
    });
    await expect(build({ path: 'unknown' })).rejects.toMatchObject({
      code: 'tfjs/layer',
      message: expect.stringMatching(
        /layer 'own' \(MyOwn\) has no counterpart.*nor does TensorFlow.js: layer 'own' \(MyOwn\) is none that .*; write it as ONNX/,
      ),
      layer: { name: 'own', class: 'MyOwn' },
    });
    for (const backend of ['cpu', 'wasm'])
      await expect(build({ path: 'unknown', backend })).rejects.toMatchObject({
        code: 'tfjs/layer',
        message: expect.stringMatching(
          /layer 'own' \(MyOwn\) is none that TensorFlow.js has \(tfjs \w+ 4.*use backend: auto/,
        ),
      });
    await expect(build({ path: 'upsampled', backend: 'cpu' })).rejects.toMatchObject({ code: 'tfjs/gradient' });
    for (const way of [{ backend: 'cpu', check: false }, { backend: 'auto' }])
      await (
        await build({ path: 'upsampled', ...way })
      ).dispose!();
  });

  it.each([
    [{ path: 'nowhere' }, 'tfjs/file'],
    [{ path: 'convnet', precision: 'float64' }, 'tfjs/precision'],
    [{ path: 'convnet', backend: 'cpu', precision: 'float64' }, 'tfjs/precision'],
    [{ path: 'convnet', checksum: '0'.repeat(64) }, 'tfjs/checksum'],
    [{ path: 'convnet', output: 'nothing' }, 'tfjs/output'],
    [{ path: 'convnet', mean: [1, 2, 3] }, 'tfjs/preprocessing'],
    [{ path: 'convnet', backend: 'node' }, 'tfjs/backend'],
    [{ path: 'convnet', checksum: 'abc' }, 'plugin/params'],
  ])('refuses %j', async (params, code) => {
    await expect(build(params)).rejects.toMatchObject({ code });
  });
});
