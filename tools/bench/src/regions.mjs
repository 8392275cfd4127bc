/**
 * linear-regions beside the attack it builds on (Croce, Rauber & Hein, arXiv:1903.11359, see croce.mjs), DDN and fragility-min: L2 distances and
 * seconds on an MNIST network 784-128-10, image by image. Build first: npm run build. Usage: node tools/bench/src/regions.mjs [IMAGES [REGIONS [SAMPLES]]]
 */
import { attack } from '@fragility/attack';
import { linearRegions, qr } from '@fragility/attacks-closed-form';
import { fragilityMin } from '@fragility/attacks-ensemble';
import { ddn } from '@fragility/attacks-minimal-norm';
import { matrix, openDataset } from '@fragility/dataset';
import { mnist } from '@fragility/dataset-mnist';
import { buildModel, referenceClassifier } from '@fragility/model';
import { reluMlp } from '@fragility/model-relu-mlp';
import { mean, median } from '@fragility/numerics';
import { croce } from './croce.mjs';

const [images = '50', regions = '40', samples = '400'] = process.argv.slice(2);
const dataset = await openDataset(mnist, {}, { seed: 0 });
const examples = await matrix(dataset, { split: 'test', limit: Number(images) });
const fit = { method: 'adam', loss: 'cross-entropy', learningRate: 1e-3, batch: 128, epochs: 8 };
const trained = await buildModel(reluMlp, { hidden: [128], fit }, { dataset, seed: 0, engine: 'native', threads: 1 });
const train = await matrix(dataset, { split: 'train', limit: 10_000 });
/** In float64: what is compared is the search, not the rounding at the boundary. */
const model = referenceClassifier(trained.layers, { bounds: trained.bounds, inputShape: trained.inputShape });

/** Processor time, which does not count what else the machine does. */
function clock() {
  const start = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  };
}

async function ours(definition, params) {
  const seconds = clock();
  const distances = [];
  for await (const record of attack(model, definition, examples, { norm: 'l2', params }))
    distances.push(record.distance);
  return { distances, seconds: seconds() };
}

function theirs() {
  const seconds = clock();
  const distances = croce(model.layers, examples, train, { regions: Number(regions) });
  return { distances, seconds: seconds() };
}

const found = new Map();
const run = async (name, search) => {
  const result = await search();
  found.set(name, result.distances);
  const hit = result.distances.filter((v) => v > 0 && v < Infinity);
  console.log(
    `${name}: ${result.seconds.toFixed(1)} s of processor, median ${median(hit).toFixed(5)}, mean ${mean(hit).toFixed(5)} of ${hit.length}`,
  );
};
await run('qr', () => ours(qr, {}));
await run('linear-regions', () => ours(linearRegions, { samples: Number(samples) }));
await run('ddn-1000', () => ours(ddn, { steps: 1000 }));
await run('fragility-min', () => ours(fragilityMin, {}));
if (Number(regions) > 0) await run(`croce-rauber-hein, ${regions} regions`, theirs);

const own = found.get('linear-regions');
for (const [name, others] of found) {
  if (name === 'linear-regions') continue;
  const ratios = own.map((v, i) => v / others[i]).filter((v) => Number.isFinite(v));
  const count = (keep) => ratios.filter(keep).length;
  const [wins, losses] = [count((v) => v < 1 - 1e-4), count((v) => v > 1 + 1e-4)];
  const worst = Math.max(...ratios);
  console.log(
    `linear-regions against ${name}: nearer ${wins}, alike ${ratios.length - wins - losses}, farther ${losses} (at most ×${worst.toFixed(4)})`,
  );
}
await trained.dispose?.();
