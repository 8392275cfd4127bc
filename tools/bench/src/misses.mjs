/**
 * How often searches miss the smallest perturbation on small trained ReLU networks where it is proven, and by how much: Gaussian classes, and MNIST
 * averaged over squares of 4 × 4 pixels. Build first: npm run build. Usage: node tools/bench/src/misses.mjs [NETWORKS [REGIONS [IMAGES]]]
 */
import { attack } from '@fragility/attack';
import { linearRegions, qr } from '@fragility/attacks-closed-form';
import { fragilityMin } from '@fragility/attacks-ensemble';
import { openDataset } from '@fragility/dataset';
import { gaussianPoints } from '@fragility/dataset-gaussian';
import { mnist } from '@fragility/dataset-mnist';
import { buildModel, referenceClassifier } from '@fragility/model';
import { reluMlp } from '@fragility/model-relu-mlp';
import { predictedClass, random, rows, stack } from '@fragility/numerics';
import { forward } from '@fragility/numerics/dense';

const [networks, regions, images] = [4, 4000, 4].map((usual, k) => Number(process.argv[2 + k] ?? usual));
/** Relative difference of distances that counts as a miss. */
const MISS = 1e-4;

const SIDE = 7;
const averaged = (image) => {
  const small = new Float64Array(SIDE * SIDE);
  image.forEach((v, k) => (small[Math.floor(k / 112) * SIDE + Math.floor((k % 28) / 4)] += v / 16));
  return small;
};
const full = await openDataset(mnist, {}, { seed: 0 });
/** MNIST of 7 × 7 pixels. */
const small = {
  ...full,
  shape: [SIDE * SIDE],
  load: async (split, indices) => {
    const examples = await full.load(split, indices);
    return { ...examples, inputs: stack(rows(examples.inputs).map(averaged), [SIDE * SIDE]) };
  },
};

async function gaussian(seed, dimension, hidden) {
  const dataset = await openDataset(gaussianPoints, { dimension, points: 80, classes: 3 }, { seed });
  const fit = { method: 'adam', loss: 'cross-entropy', learningRate: 5e-3, batch: 40, epochs: 150 };
  const { layers } = await buildModel(
    reluMlp,
    { hidden, precision: 'float64', fit },
    { dataset, seed, engine: 'native', threads: 1 },
  );
  const stream = random(seed);
  const points = Array.from({ length: images }, () => Float64Array.from({ length: dimension }, () => stream.normal()));
  return {
    model: referenceClassifier(layers),
    examples: {
      ids: points.map((_, i) => `${i}`),
      inputs: stack(points, [dimension]),
      labels: Int32Array.from(points, (x) => predictedClass(forward(layers, x))),
    },
  };
}

async function digits(seed, hidden) {
  const fit = { method: 'adam', loss: 'cross-entropy', learningRate: 3e-3, batch: 64, epochs: 6 };
  const { layers } = await buildModel(
    reluMlp,
    { hidden, precision: 'float64', fit },
    { dataset: small, seed, engine: 'native', threads: 1 },
  );
  const indices = Array.from({ length: images }, (_, i) => images * seed + i);
  return { model: referenceClassifier(layers, { bounds: [0, 1] }), examples: await small.load('test', indices) };
}

const kinds = [
  ['20-24-3', (seed) => gaussian(seed, 20, [24])],
  ['20-16-12-3', (seed) => gaussian(seed, 20, [16, 12])],
  ['MNIST 49-24-10', (seed) => digits(seed, [24])],
  ['MNIST 49-16-12-10', (seed) => digits(seed, [16, 12])],
];
const attacks = [
  ['proof', linearRegions, { regions, samples: 0 }],
  ['linear-regions', linearRegions, {}],
  ['fragility-min', fragilityMin, {}],
  ['qr', qr, {}],
];

for (const [kind, draw] of kinds) {
  const tally = new Map();
  for (let seed = 0; seed < networks; seed++) {
    const { model, examples } = await draw(seed);
    for (const norm of ['l2', 'linf', 'l1']) {
      const found = new Map();
      for (const [name, definition, params] of attacks) {
        const { user } = process.cpuUsage();
        const records = [];
        for await (const record of attack(model, definition, examples, { norm, params })) records.push(record);
        found.set(name, { records, seconds: (process.cpuUsage().user - user) / 1e6 });
      }
      examples.ids.forEach((_, i) => {
        const proof = found.get('proof').records[i];
        if (proof.skipped) return;
        const nearest = Math.min(...attacks.map(([name]) => found.get(name).records[i].distance));
        for (const [name] of attacks) {
          const key = `${norm} ${name}`;
          const sums = tally.get(key) ?? { asked: 0, proven: 0, misses: 0, unproven: 0, worst: 1, seconds: 0 };
          const { distance } = found.get(name).records[i];
          const ratio = distance / nearest;
          sums.asked++;
          sums.seconds += found.get(name).seconds / examples.ids.length;
          if (proof.exact) sums.proven++;
          if (ratio > 1 + MISS) sums[proof.exact ? 'misses' : 'unproven']++;
          sums.worst = Math.max(sums.worst, ratio);
          tally.set(key, sums);
        }
      });
    }
  }
  for (const [key, { asked, proven, misses, unproven, worst, seconds }] of tally)
    console.log(
      `${kind} ${key}: misses ${misses} of ${proven} proven, ${unproven} of ${asked - proven} not proven; worst ${worst.toFixed(4)}; ${((1e3 * seconds) / asked).toFixed(0)} ms each`,
    );
}
