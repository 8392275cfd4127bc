/**
 * How far certified radii stay behind attacks: the gap (attack − lower) / attack in L∞, L2 and L1 of a trained dense MNIST network, the attack's distance
 * being that of the smallest perturbation found, and lower what CROWN, α-CROWN and complete search prove.
 *
 * Build first: npm run build. Usage: node tools/bench/src/gaps.mjs [IMAGES [SECONDS [WIDTHS]]]: test images, default 10, seconds for each complete search, default 30, and the
 * widths of the hidden layers, default 64,64.
 */
import { matrix, openDataset } from '@fragility/dataset';
import { mnist } from '@fragility/dataset-mnist';
import { ballRegion, boundNetworkOf, boundRows, marginsOf, outputsAt } from '@fragility/engine';
import { buildModel } from '@fragility/model';
import { reluMlp } from '@fragility/model-relu-mlp';
import { smallestPerturbation } from '@fragility/verification/complete';

const [images = '10', seconds = '30', widths = '64,64'] = process.argv.slice(2);
const dataset = await openDataset(mnist, {}, { seed: 0 });
const fit = { method: 'adam', loss: 'cross-entropy', learningRate: 1e-3, batch: 128, epochs: 8 };
const hidden = widths.split(',').map(Number);
const model = await buildModel(reluMlp, { hidden, fit }, { dataset, seed: 0, engine: 'native', threads: 1 });
const network = boundNetworkOf(model);
const { inputs, labels } = await matrix(dataset, { split: 'test', limit: Number(images) });
const rows = Array.from(labels, (label, i) => ({ label, centre: inputs.data.slice(784 * i, 784 * (i + 1)) }));

/** Halvings of the radius that a method proves. */
const HALVINGS = 12;

function radiusOf(place, label, most, method) {
  let [low, high] = [0, most];
  for (let k = 0; k < HALVINGS; k++) {
    const radius = (low + high) / 2;
    const { centre, norm, box } = place;
    const region = ballRegion({ centre, radius, norm, bounds: box });
    const bounds = boundRows(network, region, marginsOf(label, 10), { method, intersect: true });
    if (bounds.every((v) => v > 0)) low = radius;
    else high = radius;
  }
  return low;
}

const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
console.log(`784-${hidden.join('-')}-10, ${images} test images, ${seconds} s each\n`);
console.log('| norm | images | attack | CROWN | α-CROWN | complete | exact | s each |');
console.log('|---|---|---|---|---|---|---|---|');
for (const norm of ['linf', 'l2', 'l1']) {
  const gaps = { crown: [], 'alpha-crown': [], complete: [] };
  const [distances, spent] = [[], []];
  let proven = 0;
  for (const { label, centre } of rows) {
    const y = outputsAt(network, centre);
    if (y.indexOf(Math.max(...y)) !== label) continue;
    const place = { centre, norm, box: [0, 1] };
    const {
      lower,
      upper,
      exact,
      seconds: own,
    } = await smallestPerturbation(network, place, label, {
      seconds: Number(seconds),
    });
    if (upper === Infinity) continue;
    distances.push(upper);
    spent.push(own);
    if (exact) proven++;
    for (const method of ['crown', 'alpha-crown']) gaps[method].push(1 - radiusOf(place, label, upper, method) / upper);
    gaps.complete.push(1 - lower / upper);
  }
  const cells = Object.values(gaps).map((values) => `${(100 * mean(values)).toFixed(1)} %`);
  console.log(
    `| ${norm} | ${distances.length} | ${mean(distances).toFixed(4)} | ${cells.join(' | ')} | ${proven} | ${mean(spent).toFixed(1)} |`,
  );
}
await model.dispose?.();
