/**
 * Models of keras.applications with random weights, as tensorflowjs_converter writes them from .keras and from .h5: logits and input gradients
 * beside Keras's, as a table. A model passes with logits within 1e-4 of the largest.
 * Build first: npm run build. Usage: node tools/bench/src/keras.mjs PYTHON [NAMES [FORMATS]], lists with commas, where PYTHON has keras 3,
 * tensorflow, tf_keras and tensorflowjs
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineClassifier, readModelFiles } from '@fragility/model-tfjs';
import { peer } from './peer.mjs';
import { difference, numbers } from './reference.mjs';

const NAMES =
  'MobileNet,MobileNetV2,MobileNetV3Small,EfficientNetB0,EfficientNetV2B0,DenseNet121,ResNet50,ResNet50V2,VGG16,InceptionV3,Xception,' +
  'NASNetMobile,ConvNeXtTiny';
/** Smallest sizes that a model takes, where they are more than 64. */
const SIZES = { InceptionV3: 75, Xception: 71 };

const [python, names = NAMES, formats = 'keras,h5'] = process.argv.slice(2);
if (!python) throw new Error('usage: node tools/bench/src/keras.mjs PYTHON [NAMES [FORMATS]]');
const folder = mkdtempSync(join(tmpdir(), 'keras-'));
const keras = await peer(python, './keras_tensorflow.py', [folder]);
const product = (a, b) => a.reduce((sum, value, k) => sum + value * b[k], 0);
const digits = (value) => value.toExponential(1);

/** How far logits and gradient are from Keras's. */
async function measured(name, format) {
  const model = await engineClassifier(await readModelFiles(join(folder, `${name}-${format}`)), { threads: 1 });
  const x = { data: numbers(folder, `${name}.x`), shape: [1, ...model.inputShape] };
  const { logits, backward } = await model.vjp(x);
  const { data } = await backward({ data: numbers(folder, `${name}.c`), shape: [1, model.classes] });
  await model.dispose();
  const theirs = numbers(folder, `${name}.gradient`);
  const cosine = product(data, theirs) / Math.sqrt(product(data, data) * product(theirs, theirs));
  return { logits: difference(logits.data, numbers(folder, `${name}.logits`)), angle: 1 - cosine };
}

console.log(`keras ${keras.facts.keras}, tensorflow ${keras.facts.tensorflow}\n`);
console.log('| model | size | parameters | format | logits | gradient, 1 − cosine | |');
console.log('| --- | --- | --- | --- | --- | --- | --- |');
let failed = 0;
for (const name of names.split(',')) {
  const size = SIZES[name] ?? 64;
  for (const format of formats.split(',')) {
    const { parameters, refused } = await keras.ask(`${name} ${size} ${format}`);
    const found = refused === undefined ? await measured(name, format).catch(({ message }) => message) : refused;
    const known = typeof found === 'object';
    const passes = known && found.logits <= 1e-4;
    if (!passes) failed++;
    const values = known ? [digits(found.logits), digits(found.angle)] : ['—', '—'];
    const count = parameters === undefined ? '—' : `${(parameters / 1e6).toFixed(1)} M`;
    console.log(
      `| ${[name, size, count, format, ...values, passes ? 'right' : known ? 'wrong' : found].join(' | ')} |`,
    );
    rmSync(join(folder, `${name}-${format}`), { recursive: true, force: true });
  }
}
keras.end();
rmSync(folder, { recursive: true });
if (failed > 0) process.exitCode = 1;
