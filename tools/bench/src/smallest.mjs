/**
 * Optimality of fragility-min beside FAB-T, ALMA, and DDN (L2) or FMN (L∞), as AttackBench measures it.
 *
 *     node tools/bench/src/smallest.mjs mlp|CNN l2|linf FROM TO
 *
 * mlp: the dense MNIST network 784-128-10; CNN: a folder with a TensorFlow.js model. FROM and TO: test images.
 */
import { attack } from '@fragility/attack';
import { fragilityMin } from '@fragility/attacks-ensemble';
import { alma, ddn, fabT, fmn } from '@fragility/attacks-minimal-norm';
import { matrix, openDataset } from '@fragility/dataset';
import { mnist } from '@fragility/dataset-mnist';
import { buildModel } from '@fragility/model';
import { reluMlp } from '@fragility/model-relu-mlp';
import { engineClassifier, readModelFiles } from '@fragility/model-tfjs';
import { take } from '@fragility/numerics';
import { optimality } from './optimality.mjs';

const [network, norm, from, to] = process.argv.slice(2);
const dataset = await openDataset(mnist, {}, { seed: 0 });
const all = await matrix(dataset, { split: 'test', limit: Number(to) });
const wanted = Array.from({ length: to - from }, (_, k) => Number(from) + k);
const examples = {
  inputs: take(all.inputs, wanted),
  labels: all.labels.slice(Number(from)),
  ids: all.ids.slice(Number(from)),
};

const engine = { engine: 'native', threads: 1 };
const fit = { method: 'adam', loss: 'cross-entropy', learningRate: 1e-3, batch: 128, epochs: 8 };
const model =
  network === 'mlp'
    ? await buildModel(reluMlp, { hidden: [128], fit }, { dataset, seed: 0, ...engine })
    : await engineClassifier(await readModelFiles(network), { ...engine, bounds: [0, 1] });

const contestants = [
  [fragilityMin, {}],
  [fabT, {}],
  [alma, { steps: 1000 }],
  [ddn, { steps: 1000 }],
  [fmn, { steps: 1000 }],
].filter(([{ name, norms }]) => norms.includes(norm) && !(name === 'fmn' && norm === 'l2'));

const found = [];
for (const [definition, params] of contestants) {
  const start = performance.now();
  const distances = [];
  let passes = 0;
  for await (const { success, distance, forwards, backwards } of attack(model, definition, examples, {
    norm,
    params,
  })) {
    distances.push(success ? distance : Infinity);
    passes += forwards + backwards;
  }
  const [seconds, count] = [(performance.now() - start) / 1000, distances.length];
  const mean = distances.reduce((a, b) => a + b) / count;
  found.push(distances);
  console.log(
    `${definition.name}: mean ${mean.toFixed(5)}, ${(passes / count).toFixed(0)} passes, ${seconds.toFixed(1)} s`,
  );
}
const shares = optimality(found).map((share, k) => `${contestants[k][0].name} ${share.toFixed(4)}`);
console.log(`optimality ${norm}, images ${from} to ${to}: ${shares.join(', ')}`);
await model.dispose?.();
