/**
 * Whether successes hold elsewhere: every point that an attack found on a dense MNIST network and on a convolutional one is asked about once more
 * in PyTorch, float32, in other batches and with other numbers of threads; and by how much distances changed against an earlier run.
 *
 * Build first: npm run build. Usage: node tools/bench/src/elsewhere.mjs PYTHON CNN [DENSE [CONVOLUTIONAL [FILE [ONLY]]]]: an interpreter with torch,
 * a TensorFlow.js model of AutoAttack's MNIST network, numbers of images, a file that distances are compared with, or written to where there is
 * none, and names of attacks, with commas between
 */
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { attack } from '@fragility/attack';
import { hopSkipJump, square } from '@fragility/attacks-black-box';
import { qr } from '@fragility/attacks-closed-form';
import { bisectedPgd } from '@fragility/attacks-ensemble';
import gradient from '@fragility/attacks-gradient';
import minimalNorm from '@fragility/attacks-minimal-norm';
import { matrix, openDataset } from '@fragility/dataset';
import { mnist } from '@fragility/dataset-mnist';
import { buildModel, isDense } from '@fragility/model';
import { reluMlp } from '@fragility/model-relu-mlp';
import { engineClassifier, readModelFiles } from '@fragility/model-tfjs';
import { take } from '@fragility/numerics';
import { peer } from './peer.mjs';

const [python, cnn, dense = '1000', convolutional = '60', file = '', only = ''] = process.argv.slice(2);
if (!cnn) throw new Error('usage: node tools/bench/src/elsewhere.mjs PYTHON CNN [DENSE [CONVOLUTIONAL [FILE [ONLY]]]]');
const folder = mkdtempSync(join(tmpdir(), 'elsewhere-'));
const dataset = await openDataset(mnist, {}, { seed: 0 });
const context = { dataset, seed: 0, engine: 'native', threads: 1 };
const fit = { method: 'adam', loss: 'cross-entropy', learningRate: 1e-3, batch: 128, epochs: 8 };
const models = {
  mlp: await buildModel(reluMlp, { hidden: [128], fit }, context),
  cnn: await engineClassifier(await readModelFiles(cnn), { engine: 'native', threads: 1, bounds: [0, 1] }),
};
const images = { mlp: Number(dense), cnn: Number(convolutional) };

const write = (name, data, how = writeFileSync) => how(join(folder, name), new Uint8Array(data.buffer));
models.mlp.layers.forEach(({ weight, bias }, k) => {
  write(`w${k}.f32`, Float32Array.from(weight));
  write(`b${k}.f32`, Float32Array.from(bias));
});

/** Budgets that about half of the images withstand; smallest-norm attacks have none. */
const BUDGETS = {
  mlp: { linf: 0.05, l2: 1, l1: 8, l0: 12 },
  cnn: { linf: 0.3, l2: 1.5, l1: 12, l0: 12 },
};
/** Attacks that are quick see all images, others a tenth of them. */
const QUICK = new Set(['qr', 'fgsm', 'bim', 'mi-fgsm', 'pgd', 'apgd', 'ddn', 'deepfool']);
const ATTACKS = [qr, ...gradient.provides, ...minimalNorm.provides, bisectedPgd, square, hopSkipJump].filter(
  ({ name }) => only === '' || only.split(',').includes(name),
);

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const former = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
const distances = {};
const longer = [];
const torch = await peer(python, './elsewhere_pytorch.py', [folder, resolve(cnn)]);
let [points, refused] = [0, 0];
for (const [name, model] of Object.entries(models).filter(([name]) => images[name] > 0)) {
  const all = await matrix(dataset, { split: 'test', limit: images[name] });
  for (const definition of ATTACKS) {
    if (definition.requires === 'dense' && !isDense(model)) continue;
    const count = Math.ceil(images[name] / (QUICK.has(definition.name) ? 1 : 10));
    const some = Array.from({ length: count }, (_, k) => k);
    const examples = {
      inputs: take(all.inputs, some),
      labels: all.labels.slice(0, count),
      ids: all.ids.slice(0, count),
    };
    for (const norm of definition.norms) {
      const key = `${name} ${definition.name} ${norm}`;
      const fixed = definition.goal === 'fixed-budget';
      const found = [];
      write('labels.i32', new Int32Array(0));
      write('points.f32', new Float32Array(0));
      distances[key] = {};
      const start = performance.now();
      for await (const record of attack(model, definition, examples, {
        norm,
        ...(fixed && { budgets: [BUDGETS[name][norm]] }),
      })) {
        if (!record.success || record.skipped) continue;
        found.push(record);
        distances[key][record.id] = record.distance;
        write('labels.i32', Int32Array.of(record.label), appendFileSync);
        write('points.f32', Float32Array.from(record.candidate), appendFileSync);
      }
      const seconds = (performance.now() - start) / 1000;
      const denied = await torch.ask(name);
      points += found.length;
      refused += denied.length;
      const ratios = fixed
        ? []
        : found
            .filter(({ id }) => former?.[key]?.[id] !== undefined)
            .map(({ id, distance }) => distance / former[key][id] - 1);
      longer.push(...ratios);
      const least = denied.map((k) => found[k].margin.toExponential(1)).slice(0, 3);
      console.log(
        `${key}: ${found.length} of ${count} in ${seconds.toFixed(1)} s, ${denied.length} denied${denied.length > 0 ? ` (margins ${least.join(', ')})` : ''}, ` +
          `median margin ${median(found.map(({ margin }) => margin))?.toExponential(1)}` +
          (ratios.length > 0 ? `, longer by ${median(ratios).toExponential(1)} in median` : ''),
      );
    }
  }
  await model.dispose?.();
}
torch.end();
console.log(`PyTorch ${torch.facts.torch} denies ${refused} of ${points} successes`);
if (longer.length > 0)
  console.log(`${longer.length} smallest distances are longer by ${median(longer).toExponential(1)} in median`);
else if (file) writeFileSync(file, JSON.stringify(distances));
rmSync(folder, { recursive: true });
