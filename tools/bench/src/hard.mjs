/**
 * Hard instances: images of FOLDER (`images.json`, `images.u8`) and a network of it, attacked by bab; seconds to each success, and how many are broken by when.
 *
 * Build first: npm run build. Usage: node tools/bench/src/hard.mjs FOLDER NETWORK.onnx [SECONDS [FROM [TO [PARTS]]]]
 */
import { readFileSync } from 'node:fs';
import { attack } from '@fragility/attack';
import { bab } from '@fragility/attacks-complete';
import { onnxClassifier } from '@fragility/engine';

const [folder, file, seconds = '60', from = '0', to = '1e9', parts = '400'] = process.argv.slice(2);
if (!file) throw new Error('usage: node tools/bench/src/hard.mjs FOLDER NETWORK.onnx [SECONDS [FROM [TO [PARTS]]]]');

const { shape, label, epsilon, box } = JSON.parse(readFileSync(`${folder}/images.json`, 'utf8'));
const bytes = readFileSync(`${folder}/images.u8`);
const size = shape.slice(1).reduce((a, b) => a * b, 1);
const model = await onnxClassifier(readFileSync(`${folder}/${file}`), { engine: 'auto', threads: 1 });
const found = [];
let count = 0;
for (let i = Number(from); i < Math.min(shape[0], Number(to)); i++) {
  const data = Float64Array.from(bytes.subarray(i * size, (i + 1) * size), (v) => v / 255);
  const examples = { inputs: { data, shape: [1, size] }, labels: Int32Array.of(label[i]), ids: [String(i)] };
  const begin = performance.now();
  const params = { rounds: 1e6, parts: Number(parts) };
  const options = { norm: 'linf', budgets: [epsilon], timeLimit: Number(seconds), params };
  for await (const { success, forwards, reason = '' } of attack({ ...model, bounds: box }, bab, examples, options)) {
    const spent = (performance.now() - begin) / 1000;
    count++;
    if (success) found.push(spent);
    console.log(`${i}: ${success ? 'broken' : 'not broken'}, ${spent.toFixed(1)} s, ${forwards} queries ${reason}`);
  }
}
for (const limit of [1, 10, 30, 60, 120, 600].filter((each) => each <= Number(seconds)))
  console.log(`within ${limit} s: ${found.filter((spent) => spent <= limit).length} of ${count}`);
