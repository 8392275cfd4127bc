/**
 * MobileNet v1 of TensorFlow.js, converted: agreement of logits and input gradient with PyTorch's, milliseconds of both in turns, and memory
 * over a hundred gradients. PyTorch as its modules are, and with batch normalisation folded by hand.
 * Build first: npm run build. Usage: node tools/bench/src/mobilenet.mjs MODEL PYTHON [THREADS], say
 * ../shared/data/models/mobilenet_v1_0.75_224 and the python of a virtual environment with torch 2.1.2
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { engineClassifier, readModelFiles } from '@fragility/model-tfjs';
import { compared, interleaved, peer, times } from './peer.mjs';
import { difference, numbers } from './reference.mjs';

const [source, python, threads = '1'] = process.argv.slice(2);
if (!python) throw new Error('usage: node tools/bench/src/mobilenet.mjs MODEL PYTHON [THREADS]');
const folder = mkdtempSync(join(tmpdir(), 'mobilenet-'));

/** [channels, rows, columns] as [rows, columns, channels]. */
const channelsLast = (data) => Float64Array.from(data, (_, k) => data[(k % 3) * 224 * 224 + Math.floor(k / 3)]);
const repeated = (data, n) => Float64Array.from({ length: n * data.length }, (_, k) => data[k % data.length]);

const start = performance.now();
const options = { engine: 'native', threads: Number(threads), bounds: [-1, 1] };
const model = await engineClassifier(await readModelFiles(source), options);
console.log(`loaded in ${(performance.now() - start).toFixed(0)} ms; ${model.facts.engine}`);

const torch = await peer(python, './mobilenet_pytorch.py', [resolve(source), folder, threads]);
const x = channelsLast(numbers(folder, 'mobilenet.x'));
const c = numbers(folder, 'mobilenet.c');
const batch = (n) => [
  { data: repeated(x, n), shape: [n, 224, 224, 3] },
  { data: repeated(c, n), shape: [n, 1000] },
];

const [one, cotangent] = batch(1);
const { logits, backward } = await model.vjp(one);
const [l, g] = [logits.data, (await backward(cotangent)).data];
const digits = (value) => value.toExponential(1);
console.log(
  `logits within ${digits(difference(l, numbers(folder, 'mobilenet.logits')))}, gradient within ` +
    `${digits(difference(g, channelsLast(numbers(folder, 'mobilenet.gradient'))))} of PyTorch's in float64 ` +
    `(PyTorch's float32: ${digits(torch.facts.error)})`,
);

for (const n of [1, 8]) {
  const [xs, cs] = batch(n);
  const ours = (runs) => times(async () => (await model.vjp(xs)).backward(cs), runs);
  const theirs = (name) => (runs) => torch.ask(`${name} ${n} ${runs}`);
  const works = [ours, theirs('mobilenet'), theirs('mobilenet-folded')];
  const [own, plain, folded] = await interleaved(works, { runs: n === 1 ? 9 : 3 });
  console.log(`batch ${n}: ${own.ms.toFixed(1)} ms; PyTorch ${torch.facts.torch} ${compared(plain)}`);
  console.log(`  folded by hand ${compared(folded)}`);
}
torch.end();

const marks = [];
for (let k = 0; k < 100; k++) {
  await (await model.vjp(one)).backward(cotangent);
  if (k % 10 === 9) marks.push(Math.round(process.memoryUsage.rss() / 2 ** 20));
}
console.log(`100 gradients: rss ${marks.join(', ')} MB`);
await model.dispose();
rmSync(folder, { recursive: true });
