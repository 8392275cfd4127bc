/**
 * Bounds beside auto_LiRPA's in one run: interval, CROWN and α-CROWN of margins, 20 steps, on three MNIST networks, L∞ with the box [0, 1], one image at a
 * time on one thread each, in turn. The times are medians of processor time, after images that are not counted.
 *
 * FOLDER holds `nets` and `images`. Build first: npm run build. Usage: node tools/bench/src/lirpa.mjs PYTHON FOLDER [IMAGES [NETWORK,…]]: an interpreter with torch,
 * onnx and auto_LiRPA (PYTHONPATH).
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ballRegion, boundNetworkOf, boundRows, marginsOf, onnxClassifier } from '@fragility/engine';
import { peer } from './peer.mjs';

const [python, given, images = '10', names = 'rsl18a,wk17a,mnist-a-adv'] = process.argv.slice(2);
if (!given) throw new Error('usage: node tools/bench/src/lirpa.mjs PYTHON FOLDER [IMAGES [NETWORK,…]]');
const folder = resolve(given);
const RADIUS = { rsl18a: 0.1, wk17a: 0.1, 'mnist-a-adv': 0.3 };
const METHODS = ['interval', 'crown', 'alpha-crown'];
/** Images at the beginning that are not counted, and milliseconds for which ours works before them, until it is compiled. */
const [WARM, BEFORE] = [2, 1000];

const { labels } = JSON.parse(readFileSync(`${folder}/images/mnist-test.json`, 'utf8'));
const pixels = readFileSync(`${folder}/images/mnist-test.u8`);
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const places = Array.from({ length: Number(images) + WARM }, (_, at) => `${at}:${labels[at]}`);
const torch = await peer(python, './lirpa_pytorch.py', [folder]);
console.log(`${images} images each, PyTorch ${torch.facts.torch}`);

for (const name of names.split(',')) {
  const network = boundNetworkOf(
    await onnxClassifier(readFileSync(`${folder}/nets/${name}.onnx`), { engine: 'auto', threads: 1 }),
  );
  const radius = RADIUS[name];
  for (const method of METHODS) {
    const [ours, theirs, above] = [[], [], []];
    const bound = (at) => {
      const centre = Float64Array.from(pixels.subarray(784 * at, 784 * (at + 1)), (v) => v / 255);
      const region = ballRegion({ centre, radius, norm: 'linf', bounds: [0, 1] });
      return boundRows(network, region, marginsOf(labels[at], 10), { method, intersect: true });
    };
    for (const begin = performance.now(); performance.now() - begin < BEFORE;) bound(0);
    for (const [at, place] of places.entries()) {
      const work = process.cpuUsage();
      const lower = bound(at);
      const { user, system } = process.cpuUsage(work);
      const [other] = await torch.ask(`${name} ${method} ${radius} ${place}`);
      if (at < WARM) continue;
      ours.push((user + system) / 1000);
      theirs.push(other.times[1]);
      const scale = Math.max(...other.lower.map(Math.abs));
      other.lower.forEach((v, k) => above.push((lower[k] - v) / scale));
    }
    console.log(
      `${name} ${method}: ${median(ours).toFixed(1)} ms, auto_LiRPA ${median(theirs).toFixed(1)} ms, ratio ${(median(ours) / median(theirs)).toFixed(2)}; ` +
        `bounds above theirs by ${median(above).toExponential(1)} in median, from ${Math.min(...above).toExponential(1)} to ${Math.max(...above).toExponential(1)} of the largest`,
    );
  }
}
torch.end();
