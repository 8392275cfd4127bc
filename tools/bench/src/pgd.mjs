/**
 * 40-step L∞ PGD on 1000 × 784 uniform inputs, without early stop: seconds (median of three) and peak memory.
 * Build first: npm run build. Usage: node tools/bench/src/pgd.mjs
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { attack } from '@fragility/attack';
import { pgd } from '@fragility/attacks-gradient';
import { denseClassifier } from '@fragility/engine';
import { predictedClass, random, row } from '@fragility/numerics';

const CASES = [
  { hidden: 3000, threads: 2 },
  { hidden: 3000, threads: 1 },
  { hidden: 128, threads: 1 },
];

async function measure({ hidden, threads }) {
  const stream = random('pgd');
  const layer = (inputs, outputs, kind) => ({
    inputs,
    outputs,
    weight: Float64Array.from({ length: inputs * outputs }, () => stream.normal() / Math.sqrt(inputs)),
    bias: new Float64Array(outputs),
    activation: { kind },
  });
  const layers = [layer(784, hidden, 'relu'), layer(hidden, 10, 'identity')];
  const model = await denseClassifier(layers, { bounds: [0, 1], precision: 'float32', engine: 'native', threads });
  const inputs = { data: Float64Array.from({ length: 784000 }, stream.uniform), shape: [1000, 784] };
  const logits = await model.logits(inputs);
  const labels = Int32Array.from({ length: 1000 }, (_, i) => predictedClass(row(logits, i)));
  const examples = { inputs, labels, ids: Array.from(labels, (_, i) => `${i}`) };
  const times = [];
  for (let k = 0; k < 4; k++) {
    const start = performance.now();
    let steps = 0;
    const options = { norm: 'linf', budgets: [0.03], stopOnSuccess: false, window: Number(process.env.WINDOW ?? 64) };
    for await (const { backwards } of attack(model, pgd, examples, options)) steps += backwards;
    if (steps !== 40000) throw new Error(`${steps} gradient steps, expected 40000`);
    if (k > 0) times.push((performance.now() - start) / 1000);
  }
  times.sort((a, b) => a - b);
  return { seconds: times[1], megabytes: process.resourceUsage().maxRSS / 1024 };
}

if (process.argv[2]) console.log(JSON.stringify(await measure(JSON.parse(process.argv[2]))));
else {
  for (const one of CASES) {
    const { stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), JSON.stringify(one)], {
      encoding: 'utf8',
    });
    if (!stdout) throw new Error(stderr);
    const { seconds, megabytes } = JSON.parse(stdout);
    console.log(
      `784-${one.hidden}-10, ${one.threads} thread(s): ${seconds.toFixed(2)} s, peak ${megabytes.toFixed(0)} MB`,
    );
  }
}
