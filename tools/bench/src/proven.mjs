/**
 * How often linear-regions proves its answer on small trained ReLU networks, with and without the search in the order of distance, and what
 * that costs. Build first: npm run build. Usage: node tools/bench/src/proven.mjs [NETWORKS]
 */
import { attack } from '@fragility/attack';
import { linearRegions } from '@fragility/attacks-closed-form';
import { openDataset } from '@fragility/dataset';
import { gaussianPoints } from '@fragility/dataset-gaussian';
import { buildModel, referenceClassifier } from '@fragility/model';
import { reluMlp } from '@fragility/model-relu-mlp';
import { predictedClass, random, stack } from '@fragility/numerics';
import { forward } from '@fragility/numerics/dense';

const networks = Number(process.argv[2] ?? 10);
const fit = { method: 'adam', loss: 'cross-entropy', learningRate: 5e-3, batch: 40, epochs: 150 };

/** A trained network and a point, not of the training set. */
async function problem(seed, dimension, hidden) {
  const dataset = await openDataset(gaussianPoints, { dimension, points: 80, classes: 3 }, { seed });
  const context = { dataset, seed, engine: 'native', threads: 1 };
  const { layers } = await buildModel(reluMlp, { hidden, precision: 'float64', fit }, context);
  const stream = random(seed);
  const x = Float64Array.from({ length: dimension }, () => stream.normal());
  const labels = Int32Array.of(predictedClass(forward(layers, x)));
  return { model: referenceClassifier(layers), examples: { ids: ['x'], inputs: stack([x], [dimension]), labels } };
}

for (const [dimension, hidden] of [
  [6, [10]],
  [8, [16, 8]],
  [10, [24, 16]],
]) {
  const tally = new Map([0, 400].map((regions) => [regions, { proven: 0, asked: 0, seconds: 0 }]));
  for (let seed = 0; seed < networks; seed++) {
    const { model, examples } = await problem(seed, dimension, hidden);
    for (const norm of ['l2', 'linf', 'l1']) {
      for (const [regions, sums] of tally) {
        const { user } = process.cpuUsage();
        for await (const { exact } of attack(model, linearRegions, examples, { norm, params: { regions } }))
          if (exact) sums.proven++;
        sums.seconds += (process.cpuUsage().user - user) / 1e6;
        sums.asked++;
      }
    }
  }
  for (const [regions, { proven, asked, seconds }] of tally)
    console.log(
      `${dimension}-${hidden.join('-')}-3, regions ${regions}: ${proven} of ${asked} proven, ${((1e3 * seconds) / asked).toFixed(0)} ms each`,
    );
}
