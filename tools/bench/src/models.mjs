/**
 * ResNet-18 and ViT-tiny as PyTorch exported them: agreement of logits and input gradient, and milliseconds of both in turns with PyTorch's.
 * Build first: npm run build. Usage: node tools/bench/src/models.mjs PYTHON [FOLDER], where PYTHON has torch
 */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onnxClassifier } from '@fragility/engine';
import { compared, interleaved, peer, times } from './peer.mjs';
import { agreement } from './reference.mjs';

const [python, folder = mkdtempSync(join(tmpdir(), 'models-'))] = process.argv.slice(2);
if (!python) throw new Error('usage: node tools/bench/src/models.mjs PYTHON [FOLDER]');
const torch = await peer(python, './models_pytorch.py', [resolve(folder), '1']);

for (const name of Object.keys(torch.facts.errors)) {
  for (const opset of [11, 13, 17]) {
    const start = performance.now();
    const options = { engine: 'native', threads: 1 };
    const model = await onnxClassifier(readFileSync(join(folder, `${name}-${opset}.onnx`)), options);
    const loaded = performance.now() - start;
    const { x, c, logits, gradient } = await agreement(model, folder, name);
    console.log(
      `${name}, operator set ${opset}: loaded in ${loaded.toFixed(0)} ms; logits within ${logits.toExponential(1)}, ` +
        `gradient within ${gradient.toExponential(1)} (PyTorch's own: ${torch.facts.errors[name].toExponential(1)})`,
    );
    for (const n of opset === 17 ? [1, 8] : []) {
      const repeat = ({ data, shape }) => {
        const all = new Float64Array(n * data.length);
        for (let k = 0; k < n; k++) all.set(data, k * data.length);
        return { data: all, shape: [n, ...shape.slice(1)] };
      };
      const [xs, cs] = [repeat(x), repeat(c)];
      const [own, theirs] = await interleaved(
        [
          (runs) => times(async () => (await model.vjp(xs)).backward(cs), runs),
          (runs) => torch.ask(`${name} ${n} ${runs}`),
        ],
        { rounds: 7, runs: 3 },
      );
      console.log(`  batch ${n}: ${own.ms.toFixed(1)} ms; PyTorch ${torch.facts.torch} ${compared(theirs)}`);
    }
    await model.dispose();
  }
}
torch.end();
