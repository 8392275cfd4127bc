/**
 * Numbers of certification: bounds and complete search on MNIST test images, exact radii beside those of mixed-integer programs, gaps of attacks.
 *
 * FOLDER holds `nets`, `images`, `exact`. Build first: npm run build. Usage: node tools/bench/src/certification.mjs FOLDER [IMAGES [SECONDS [PARTS]]], PARTS of
 * bounds,sample,exact,gap (default all).
 */
import { readFileSync } from 'node:fs';
import { ballRegion, boundNetworkOf, boundRows, marginsOf, onnxClassifier, outputsAt } from '@fragility/engine';
import { decideBall, smallestPerturbation } from '@fragility/verification/complete';

/** Milliseconds for which bounds are computed before they are timed, until they are compiled. */
const BEFORE = 1000;
const [folder, images = '20', seconds = '30', parts = 'bounds,sample,exact,gap'] = process.argv.slice(2);
if (!folder) throw new Error('usage: node tools/bench/src/certification.mjs FOLDER [IMAGES [SECONDS [PARTS]]]');

const json = (file) => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'));
const network = async (name) =>
  boundNetworkOf(await onnxClassifier(readFileSync(`${folder}/nets/${name}.onnx`), { engine: 'auto', threads: 1 }));
const { mnistTestIndices, labels } = json('images/mnist-test.json');
const pixels = readFileSync(`${folder}/images/mnist-test.u8`);
const image = (index) => {
  const at = mnistTestIndices.indexOf(index);
  return Float64Array.from(pixels.subarray(784 * at, 784 * (at + 1)), (v) => v / 255);
};
const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
const processor = (work) => {
  const begin = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
};
const correct = (of, index) => {
  const outputs = outputsAt(of, image(index));
  return outputs.indexOf(Math.max(...outputs)) === labels[mnistTestIndices.indexOf(index)];
};
const rsl = await network('rsl18a');
const sample = mnistTestIndices.slice(0, Number(images));
const ball = (index, radius = 0.1) => ({ centre: image(index), radius, norm: 'linf', bounds: [0, 1] });
const label = (index) => labels[mnistTestIndices.indexOf(index)];

if (parts.includes('bounds'))
  for (const [method, steps] of [['interval'], ['crown'], ['alpha-crown', 20]]) {
    const [times, least] = [[], []];
    const bound = (index) => boundRows(rsl, ballRegion(ball(index)), marginsOf(label(index), 10), { method, steps });
    for (const begin = performance.now(); performance.now() - begin < BEFORE;) bound(sample[0]);
    for (const index of sample) times.push(processor(() => least.push(Math.min(...bound(index)))));
    const proven = least.filter((v) => v > 0).length;
    console.log(`rsl18a ${method}: ${mean(times).toFixed(1)} ms an image, ${proven} of ${sample.length} proven`);
  }

if (parts.includes('sample')) {
  const tally = { robust: 0, broken: 0, open: 0, misclassified: 0 };
  const times = [];
  for (const index of sample) {
    if (!correct(rsl, index)) {
      tally.misclassified++;
      continue;
    }
    const {
      verdict,
      lower,
      upper,
      bounded,
      seconds: spent,
    } = await decideBall(rsl, ball(index), label(index), {
      seconds: Number(seconds),
    });
    tally[verdict]++;
    times.push(spent);
    console.log(
      `  ${index} ${verdict}, margin from ${lower.toFixed(3)} to ${upper.toFixed(3)}, ${bounded} parts, ${spent.toFixed(1)} s`,
    );
  }
  console.log(
    `rsl18a L-inf 0.1, ${seconds} s an image: ${JSON.stringify(tally)} of ${sample.length}, mean ${mean(times).toFixed(1)} s`,
  );
}

if (parts.includes('exact'))
  for (const name of ['tiny-a', 'tiny-b', 'tiny-conv', 'rsl18a']) {
    const of = await network(name);
    const { inputs, results } = json(`exact/${name}.json`);
    const [errors, times] = [[], []];
    let exact = 0;
    for (const { input, mnistTestIndex, label: y, cases, ...own } of results)
      for (const { norm, box, radius, perTarget } of cases ?? [own]) {
        const centre = inputs ? Float64Array.from(inputs[input].x) : image(mnistTestIndex);
        const expected = radius ?? Math.min(...perTarget.map((each) => each.radius ?? Infinity));
        const place = { centre, norm: norm === 'inf' ? 'linf' : `l${norm}`, box };
        const found = await smallestPerturbation(of, place, y, { seconds: Number(seconds) });
        if (found.exact) exact++;
        errors.push(Math.max(Math.abs(found.upper / expected - 1), Math.abs(found.lower / expected - 1)));
        times.push(found.seconds);
      }
    console.log(
      `${name}: ${exact} of ${errors.length} exact, largest relative difference ${Math.max(...errors).toExponential(1)}, mean ${mean(times).toFixed(2)} s, longest ${Math.max(...times).toFixed(1)} s`,
    );
  }

if (parts.includes('gap')) {
  const bisected = (index, method) => {
    let [low, high] = [0, 0.3];
    for (let k = 0; k < 14; k++) {
      const middle = (low + high) / 2;
      const rows = boundRows(rsl, ballRegion(ball(index, middle)), marginsOf(label(index), 10), { method });
      if (Math.min(...rows) > 0) low = middle;
      else high = middle;
    }
    return low;
  };
  const gaps = { crown: [], 'alpha-crown': [], complete: [] };
  for (const index of sample.filter((each) => correct(rsl, each))) {
    const { lower, upper } = await smallestPerturbation(
      rsl,
      { centre: image(index), norm: 'linf', box: [0, 1] },
      label(index),
      { seconds: Number(seconds) },
    );
    if (upper === Infinity) continue;
    for (const method of ['crown', 'alpha-crown']) gaps[method].push((upper - bisected(index, method)) / upper);
    gaps.complete.push((upper - lower) / upper);
  }
  for (const [method, values] of Object.entries(gaps))
    console.log(`gap (attack - lower) / attack, rsl18a L-inf, ${method}: mean ${mean(values).toFixed(4)}`);
}
