/**
 * ResNet-18 and ViT-tiny as PyTorch exported them: agreement of logits and input gradient, and milliseconds of both beside PyTorch's.
 * Build first: npm run build; then python tools/bench/src/models_pytorch.py FOLDER 1. Usage: node tools/bench/src/models.mjs FOLDER
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onnxClassifier } from '@fragility/engine';
import { agreement } from './reference.mjs';

const folder = process.argv[2] ?? '.';

async function median(task, runs) {
  for (let k = 0; k < 3; k++) await task();
  const times = [];
  for (let k = 0; k < runs; k++) {
    const start = performance.now();
    await task();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[runs >> 1];
}

for (const name of ['resnet18', 'vit-tiny']) {
  const theirs = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  for (const opset of [11, 13, 17]) {
    const start = performance.now();
    const options = { engine: 'native', threads: 1 };
    const model = await onnxClassifier(readFileSync(join(folder, `${name}-${opset}.onnx`)), options);
    const loaded = performance.now() - start;
    const { x, c, logits, gradient } = await agreement(model, folder, name);
    console.log(
      `${name}, operator set ${opset}: loaded in ${loaded.toFixed(0)} ms; logits within ${logits.toExponential(1)}, ` +
        `gradient within ${gradient.toExponential(1)} (PyTorch's own: ${theirs['own error'].toExponential(1)})`,
    );
    for (const n of opset === 17 ? [1, 8] : []) {
      const repeat = ({ data, shape }) => {
        const all = new Float64Array(n * data.length);
        for (let k = 0; k < n; k++) all.set(data, k * data.length);
        return { data: all, shape: [n, ...shape.slice(1)] };
      };
      const [xs, cs] = [repeat(x), repeat(c)];
      const time = await median(async () => (await model.vjp(xs)).backward(cs), 9);
      const ratio = (time / theirs[`batch ${n}`]).toFixed(2);
      console.log(`  batch ${n}: ${time.toFixed(1)} ms, PyTorch ${theirs[`batch ${n}`].toFixed(1)} ms, ratio ${ratio}`);
    }
    await model.dispose();
  }
}
