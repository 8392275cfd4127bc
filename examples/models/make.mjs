/**
 * Makes the small models of this folder anew: a network that tells two crescents in [0, 1]² apart, as an ONNX file and as a TensorFlow.js
 * layers-model with the same weights. Build first: npm run build. Usage: node examples/models/make.mjs
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { denseClassifier, saveOnnx } from '@fragility/engine';
import { random } from '@fragility/numerics';
import { trainDense } from '@fragility/training';

const n = 400;
const noise = random(1);
const targets = Int32Array.from({ length: n }, (_, i) => i % 2);
const points = Array.from(targets, (label) => {
  const angle = Math.PI * noise.uniform();
  const [x, y] = label === 0 ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
  return [(x + 1.3) / 3.6, (y + 0.8) / 2.2];
});
const { layers, loss } = await trainDense({
  architecture: { widths: [2, 16, 2], activation: { kind: 'relu' } },
  inputs: { data: Float64Array.from(points.flat()), shape: [n, 2] },
  targets,
  loss: 'cross-entropy',
  optimizer: 'adam',
  learningRate: 0.02,
  steps: 2000,
  seed: 1,
  engine: 'wasm',
});

const here = new URL('.', import.meta.url);
const model = await denseClassifier(layers, { bounds: [0, 1], precision: 'float32' });
writeFileSync(new URL('crescents.onnx', here), saveOnnx(model));

/** Keras keeps a kernel as inputs × outputs, the engine as outputs × inputs. */
const kernel = ({ inputs, outputs, weight }) =>
  Float32Array.from({ length: inputs * outputs }, (_, k) => weight[(k % outputs) * inputs + Math.floor(k / outputs)]);
const tensors = layers.flatMap((layer, k) => [
  { name: `dense_${k}/kernel`, shape: [layer.inputs, layer.outputs], values: kernel(layer) },
  { name: `dense_${k}/bias`, shape: [layer.outputs], values: Float32Array.from(layer.bias) },
]);
const dense = layers.map(({ inputs, outputs, activation }, k) => ({
  class_name: 'Dense',
  config: {
    name: `dense_${k}`,
    units: outputs,
    activation: activation.kind === 'relu' ? 'relu' : 'linear',
    ...(k === 0 ? { batch_input_shape: [null, inputs] } : {}),
  },
}));
mkdirSync(new URL('crescents/', here), { recursive: true });
writeFileSync(
  new URL('crescents/model.json', here),
  JSON.stringify({
    format: 'layers-model',
    modelTopology: { class_name: 'Sequential', config: { name: 'crescents', layers: dense } },
    weightsManifest: [
      { paths: ['weights.bin'], weights: tensors.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })) },
    ],
  }),
);
writeFileSync(
  new URL('crescents/weights.bin', here),
  Buffer.concat(tensors.map(({ values }) => Buffer.from(values.buffer))),
);
console.log(`cross-entropy ${loss.toPrecision(3)}`);
