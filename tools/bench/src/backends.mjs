/**
 * What each backend of model tfjs costs: milliseconds of loading, logits and gradient, medians, the backends in turns; a backend that is not
 * installed is left out. Build first: npm run build. Usage: node tools/bench/src/backends.mjs MODELS [THREADS [CASES]], where the folder MODELS has
 * mnist-cnn-autoattack and mobilenet_v1_0.75_224, say ../shared/data/models; CASES of dense, convnet, mobilenet, with commas
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildModel } from '@fragility/model';
import { tfjs } from '@fragility/model-tfjs';
import { random } from '@fragility/numerics';
import { interleaved, times } from './peer.mjs';

const [models, threads = '1', cases = 'dense,convnet,mobilenet'] = process.argv.slice(2);
if (!models) throw new Error('usage: node tools/bench/src/backends.mjs MODELS [THREADS [CASES]]');
const stream = random('backends');
const folder = mkdtempSync(join(tmpdir(), 'backends-'));

/** A layers-model of dense layers, 784 → 128 → 10. */
function dense() {
  const layers = [128, 10].map((units, k) => ({
    class_name: 'Dense',
    config: { name: `d${k}`, units, activation: k === 0 ? 'relu' : 'linear', batch_input_shape: [null, [784, 128][k]] },
  }));
  const weights = [
    ['d0/kernel', 784, 128],
    ['d0/bias', 128],
    ['d1/kernel', 128, 10],
    ['d1/bias', 10],
  ].map(([name, ...shape]) => ({ name, shape, dtype: 'float32' }));
  const size = weights.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const weightsManifest = [{ paths: ['weights.bin'], weights }];
  const modelTopology = { class_name: 'Sequential', config: { name: 'dense', layers } };
  writeFileSync(join(folder, 'model.json'), JSON.stringify({ modelTopology, weightsManifest }));
  writeFileSync(
    join(folder, 'weights.bin'),
    Float32Array.from({ length: size }, () => 0.1 * stream.normal()),
  );
  return folder;
}

/** [name, folder, shape, classes, batch, rounds] */
const CASES = {
  dense: ['dense, 784-128-10', dense(), [784], 10, 32, 9],
  convnet: ['MNIST convnet', join(models, 'mnist-cnn-autoattack'), [28, 28, 1], 10, 32, 5],
  mobilenet: ['MobileNet v1 0.75', join(models, 'mobilenet_v1_0.75_224'), [224, 224, 3], 1000, 1, 3],
};
const BACKENDS = [
  ['engine, native', 'engine', 'native'],
  ['engine, wasm', 'engine', 'wasm'],
  ['tfjs cpu', 'cpu', 'auto'],
  ['tfjs wasm', 'wasm', 'auto'],
  ['tfjs node', 'node', 'auto'],
];

console.log('| model, batch | backend | loading | logits | gradient | gradient ÷ native’s |');
console.log('| --- | --- | --- | --- | --- | --- |');
for (const each of cases.split(',')) {
  const [name, path, shape, classes, batch, rounds] = CASES[each];
  const size = shape.reduce((a, b) => a * b, 1);
  const draw = (length, value) => Float64Array.from({ length }, value);
  const x = { data: draw(batch * size, () => stream.uniform()), shape: [batch, ...shape] };
  const c = { data: draw(batch * classes, () => stream.normal()), shape: [batch, classes] };
  const dataset = {
    shape,
    bounds: [0, 1],
    classes: Array.from({ length: classes }, (_, k) => `${k}`),
    size: { test: 0 },
  };
  const open = (backend, engine) => {
    const context = { dataset, seed: 0, engine, threads: Number(threads), folder: '.' };
    return buildModel(tfjs, { path: resolve(path), backend, check: false }, context);
  };
  const opened = [];
  for (const [label, backend, engine] of BACKENDS) {
    try {
      await (await open(backend, engine)).dispose?.();
    } catch (error) {
      if (error.code !== 'tfjs/backend') throw error;
      console.error(error.message);
      continue;
    }
    const found = await times(async () => opened.push([label, await open(backend, engine)]), 3);
    for (const [, model] of opened.splice(-2)) await model.dispose?.();
    opened.at(-1).push(found.map(([ms]) => ms).toSorted((a, b) => a - b)[1]);
  }
  const turns = (work) =>
    interleaved(
      opened.map(
        ([, model]) =>
          (runs) =>
            times(() => work(model), runs),
      ),
      { rounds, runs: 1 },
    );
  const logits = await turns((model) => model.logits(x));
  const gradients = await turns(async (model) => (await model.vjp(x)).backward(c));
  opened.forEach(([label, , loading], k) => {
    const times = [loading, logits[k].ms, gradients[k].ms].map((ms) => `${ms.toPrecision(3)} ms`);
    console.log(`| ${[`${name}, ${batch}`, label, ...times, (1 / gradients[k].time).toPrecision(2)].join(' | ')} |`);
  });
  for (const [, model] of opened) await model.dispose?.();
}
rmSync(folder, { recursive: true });
