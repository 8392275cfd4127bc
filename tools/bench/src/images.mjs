/**
 * Images: decoded and resized per second beside sharp's own resize, which thread does the work, and memory over many loads.
 * Build first: npm run build. Usage: node tools/bench/src/images.mjs FOLDER LABELS [LOADS], say nips17-dev/images nips17-dev/dev.csv
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openDataset, stream } from '@fragility/dataset';
import { decoder, imagenet } from '@fragility/dataset-imagenet';
import sharp from 'sharp';

const [folder, labels, loads = '5000'] = process.argv.slice(2).map((word, k) => (k < 2 ? resolve(word) : word));
if (!labels) throw new Error('usage: node tools/bench/src/images.mjs FOLDER LABELS [LOADS]');

const dataset = await openDataset(imagenet, { folder, labels }, { seed: 0 });
const { test: size } = dataset.size;
const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
const megabytes = (bytes) => Math.round(bytes / 2 ** 20);
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const own = async () => {
  let seen = 0;
  for await (const { labels: some } of stream(dataset)) seen += some.length;
  return seen;
};
const peer = async () => {
  for (let k = 0; k < files.length; k += 2)
    await Promise.all(
      files.slice(k, k + 2).map((bytes) => sharp(bytes).resize(224, 224, { kernel: 'linear' }).raw().toBuffer()),
    );
  return files.length;
};
const perSecond = async (body) => {
  const start = performance.now();
  return ((await body()) * 1000) / (performance.now() - start);
};

await own();
const [ours, sharps] = [[], []];
for (let k = 0; k < 5; k++) {
  ours.push(await perSecond(own));
  sharps.push(await perSecond(peer));
}
console.log(
  `${size} images: ${median(ours).toFixed(0)}/s in [0, 1]; sharp alone, to bytes, ${median(sharps).toFixed(0)}/s`,
);

/** CPU seconds of the main thread and of all threads, where the system tells. */
const cpu = () => {
  const all = process.cpuUsage();
  const main = readFileSync(`/proc/self/task/${process.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return { main: (Number(main[11]) + Number(main[12])) / 100, all: (all.user + all.system) / 1e6 };
};
const large = await sharp({
  create: {
    width: 5000,
    height: 5000,
    channels: 3,
    background: 'teal',
    noise: { type: 'gaussian', mean: 128, sigma: 60 },
  },
})
  .jpeg()
  .toBuffer();
const decode = await decoder();
const delay = monitorEventLoopDelay({ resolution: 1 });
const before = cpu();
delay.enable();
const start = performance.now();
await decode(large);
delay.disable();
const after = cpu();
console.log(
  `one JPEG of 25 megapixels: ${(performance.now() - start).toFixed(0)} ms, CPU ${(after.all - before.all).toFixed(2)} s of which main thread ${(after.main - before.main).toFixed(2)} s, longest pause of the event loop ${(delay.max / 1e6).toFixed(0)} ms`,
);

const marks = [];
let loaded = 0;
let peak = 0;
while (loaded < Number(loads)) {
  for await (const { labels: some } of stream(dataset)) {
    loaded += some.length;
    peak = Math.max(peak, process.memoryUsage.rss());
  }
  if (loaded >= ((marks.length + 1) * Number(loads)) / 10) marks.push(megabytes(process.memoryUsage.rss()));
}
console.log(`${loaded} loads: rss ${marks.join(', ')} MB, peak ${megabytes(peak)} MB`);
