/**
 * Torchvision's classifiers: how far logits and input gradient are from PyTorch's in float64, beside PyTorch's own float32.
 * Build first: npm run build; then python tools/bench/src/zoo_pytorch.py FOLDER. Usage: node tools/bench/src/zoo.mjs FOLDER
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onnxClassifier } from '@fragility/engine';
import { agreement } from './reference.mjs';

const folder = process.argv[2] ?? '.';
const own = JSON.parse(readFileSync(join(folder, 'zoo.json'), 'utf8'));
const digits = (value) => value.toExponential(1);

for (const name of Object.keys(own)) {
  const start = performance.now();
  const model = await onnxClassifier(readFileSync(join(folder, `${name}.onnx`)));
  const loaded = performance.now() - start;
  const { logits, gradient } = await agreement(model, folder, name);
  console.log(
    `${name}: loaded in ${loaded.toFixed(0)} ms; logits within ${digits(logits)}, gradient within ${digits(gradient)} ` +
      `(PyTorch's float32: ${digits(own[name])})`,
  );
  await model.dispose();
}
