/**
 * Attacks beside Foolbox and AutoAttack on PyTorch: seconds and strength on MNIST, the same weights, the same images.
 *
 * Strength is the robust accuracy at the budget, or the median distance; and for smallest-norm attacks AttackBench's optimality
 * 1 − (A − A*) / (clean accuracy · max d* − A*), A the area under the robust accuracy up to max d*, d* the smallest distance that any attack of
 * the run found (arXiv:2404.19460).
 * A case that takes less than REPEATED seconds is run five times, by both sides in turns, and the median counts.
 * Build first: npm run build. Usage: node tools/bench/src/attacks.mjs CNN [PYTHON [THREADS [IMAGES [ONLY]]]], say
 * ../shared/data/models/mnist-cnn-autoattack and the python of a virtual environment with torch and foolbox, AutoAttack on PYTHONPATH
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { attack } from '@fragility/attack';
import { autoattack, fragilityMin } from '@fragility/attacks-ensemble';
import { apgd, pgd } from '@fragility/attacks-gradient';
import { ddn, fab, fabT, fmn } from '@fragility/attacks-minimal-norm';
import { matrix, openDataset } from '@fragility/dataset';
import { mnist } from '@fragility/dataset-mnist';
import { buildModel } from '@fragility/model';
import { reluMlp } from '@fragility/model-relu-mlp';
import { engineClassifier, readModelFiles } from '@fragility/model-tfjs';
import { rows } from '@fragility/numerics';
import { optimality, robustAccuracy } from './optimality.mjs';
import { peer } from './peer.mjs';

const [cnn, python, threads = '1', images = '500', only = ''] = process.argv.slice(2);
if (!cnn) throw new Error('usage: node tools/bench/src/attacks.mjs CNN [PYTHON [THREADS [IMAGES [ONLY]]]]');
const folder = mkdtempSync(join(tmpdir(), 'attacks-'));
const dataset = await openDataset(mnist, {}, { seed: 0 });
const examples = await matrix(dataset, { split: 'test', limit: Number(images) });

const context = { dataset, seed: 0, engine: 'native', threads: Number(threads) };
const fit = { method: 'adam', loss: 'cross-entropy', learningRate: 1e-3, batch: 128, epochs: 8 };
const options = { engine: 'native', threads: Number(threads), bounds: [0, 1] };
const models = {
  mlp: await buildModel(reluMlp, { hidden: [128], fit }, context),
  cnn: await engineClassifier(await readModelFiles(cnn), options),
};

const write = (name, data) => writeFileSync(join(folder, name), new Uint8Array(data.buffer));
models.mlp.layers.forEach(({ weight, bias }, k) => {
  write(`w${k}.f32`, Float32Array.from(weight));
  write(`b${k}.f32`, Float32Array.from(bias));
});
write('images.f32', Float32Array.from(examples.inputs.data));
write('labels.i32', examples.labels);

/** [name, norm, budget of fixed-budget attacks, our definition and parameters, the peer's name]. */
const BUDGETS = { mlp: { linf: 0.05, l2: 1 }, cnn: { linf: 0.1, l2: 1.5 } };
const CASES = [
  ['pgd-40', 'linf', true, pgd, { steps: 40, step: 0.1 }, 'pgd-40'],
  ['apgd-100', 'linf', true, apgd, {}, 'apgd-100'],
  ['apgd-100', 'l2', true, apgd, {}, 'apgd-100'],
  ['autoattack', 'linf', true, autoattack, {}, 'autoattack'],
  ['autoattack', 'l2', true, autoattack, {}, 'autoattack'],
  ['ddn-1000', 'l2', false, ddn, { steps: 1000 }, 'ddn-1000'],
  ['fab-100', 'l2', false, fab, {}, 'fab-100'],
  ['fab-100', 'linf', false, fab, {}, 'fab-100'],
  ['fab-t-100', 'l2', false, fabT, {}, null],
  ['fab-t-100', 'linf', false, fabT, {}, null],
  ['fmn-1000', 'linf', false, fmn, { steps: 1000 }, null],
  ['fragility-min', 'l2', false, fragilityMin, {}, null],
  ['fragility-min', 'linf', false, fragilityMin, {}, null],
].filter(([name]) => name.includes(only));

/** Seconds below which a case is repeated: compilers and caches would decide a single short run. */
const REPEATED = 10;

async function ours(model, definition, norm, budget, params) {
  const start = performance.now();
  const work = process.cpuUsage();
  const found = { distances: [], by: new Map(), gradients: 0 };
  const given = { norm, params, ...(budget === null ? {} : { budgets: [budget] }) };
  for await (const { success, distance, by, backwards } of attack(model, definition, examples, given)) {
    found.distances.push(success ? distance : Infinity);
    found.gradients += backwards / examples.labels.length;
    if (by !== undefined) found.by.set(by, (found.by.get(by) ?? 0) + 1);
  }
  const { user, system } = process.cpuUsage(work);
  return { ...found, seconds: (performance.now() - start) / 1000, processor: (user + system) / 1e6 };
}

/** Answers of both, with the medians of their times. */
async function inTurns(first, second) {
  const runs = [[await first(), await second()]];
  if (runs[0].every((one) => one === null || one.seconds < REPEATED)) {
    while (runs.length < 5) runs.push([await first(), await second()]);
  }
  const middle = (which, key) => runs.map((pair) => pair[which][key]).toSorted((a, b) => a - b)[runs.length >> 1];
  return runs[0].map(
    (one, which) => one && { ...one, seconds: middle(which, 'seconds'), processor: middle(which, 'processor') },
  );
}

const torch = python ? await peer(python, './attacks_pytorch.py', [folder, resolve(cnn), threads, images]) : null;
for (const [name, model] of Object.entries(models)) {
  const logits = rows(await model.logits({ data: examples.inputs.data.slice(0, 4 * 784), shape: [4, 28, 28, 1] }));
  const gap = torch?.facts.logits[name].reduce(
    (most, v, k) => Math.max(most, Math.abs(v - logits[Math.floor(k / 10)][k % 10])),
    0,
  );
  console.log(
    `\n${name}, ${images} images, ${threads} thread(s)${torch ? `; logits within ${gap.toExponential(1)} of PyTorch's` : ''}`,
  );
  const distances = new Map();
  const keep = (key, found) => distances.set(key, [...(distances.get(key) ?? []), found]);
  for (const [label, norm, fixed, definition, params, other] of CASES) {
    const budget = BUDGETS[name][norm];
    const attacked = () => ours(model, definition, norm, fixed ? budget : null, params);
    const asked = async () => (torch && other ? torch.ask(`${name} ${other} ${norm} ${budget}`) : null);
    const [own, theirs] = await inTurns(attacked, asked);
    const show = ({ seconds, processor, distances: all }) => {
      const finite = all.map((v) => v ?? Infinity);
      const strength = fixed
        ? `robust accuracy ${(100 * robustAccuracy(finite, budget)).toFixed(1)} %`
        : `median ${finite.toSorted((a, b) => a - b)[finite.length >> 1].toFixed(4)}`;
      return `${seconds.toFixed(2)} s (processor ${processor.toFixed(2)} s), ${strength}`;
    };
    const members = own.by.size > 0 ? `; by ${[...own.by].map(([who, n]) => `${who} ${n}`).join(', ')}` : '';
    console.log(`  ${label} ${norm}: ${show(own)}, ${own.gradients.toFixed(0)} gradients each${members}`);
    if (theirs)
      console.log(
        `    peer ${other}: ${show(theirs)}; time ratio ${(own.seconds / theirs.seconds).toFixed(2)}, processor ${(own.processor / theirs.processor).toFixed(2)}`,
      );
    if (fixed) continue;
    keep(norm, { who: label, distances: own.distances });
    if (theirs) keep(norm, { who: `peer ${other}`, distances: theirs.distances.map((v) => v ?? Infinity) });
  }
  for (const [norm, all] of distances) {
    const figures = optimality(all.map((one) => one.distances));
    console.log(`  optimality ${norm}: ${all.map(({ who }, k) => `${who} ${figures[k].toFixed(4)}`).join(', ')}`);
  }
  await model.dispose?.();
}
torch?.end();
rmSync(folder, { recursive: true });
