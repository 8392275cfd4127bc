/**
 * Verdicts on properties in VNN-LIB, and the seconds that each takes, with the loading of the model.
 *
 * FOLDER holds ONNX files, properties, and `verdicts.json`: a list of `{ net, property, verdict }`; without it every property is asked of every
 * network. Build first: npm run build. Usage: node tools/bench/src/verify.mjs FOLDER [SECONDS [THREADS]]
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { verify } from '@fragility/verification';
import { readPropertyFile } from '@fragility/verification/files';

const [folder, timeout = '60', threads = '1'] = process.argv.slice(2);
if (!folder) throw new Error('usage: node tools/bench/src/verify.mjs FOLDER [SECONDS [THREADS]]');

const files = readdirSync(folder);
const listed = join(folder, 'verdicts.json');
const all = files
  .filter((name) => name.endsWith('.onnx'))
  .flatMap((net) => files.filter((name) => /\.vnnlib(\.gz)?$/.test(name)).map((property) => ({ net, property })));
const problems = existsSync(listed) ? JSON.parse(readFileSync(listed, 'utf8')) : all;

const seconds = [];
let wrong = 0;
for (const { net, property, verdict: expected } of problems) {
  const bytes = new Uint8Array(readFileSync(join(folder, net)));
  const options = { timeout: Number(timeout), threads: Number(threads) };
  const found = await verify({ bytes }, await readPropertyFile(join(folder, property)), options);
  seconds.push(found.seconds);
  const isWrong = expected !== undefined && found.verdict !== expected;
  if (isWrong) wrong++;
  console.log(
    `${net} ${property} ${found.verdict}${isWrong ? ` (should be ${expected})` : ''}, ${found.seconds.toFixed(2)} s, ${found.boxes} boxes, ${(100 * found.proven).toFixed(1)} % proven`,
  );
}
const mean = seconds.reduce((a, b) => a + b, 0) / seconds.length;
console.log(
  `${problems.length} problems, ${wrong} wrong, mean ${mean.toFixed(2)} s, longest ${Math.max(...seconds).toFixed(2)} s`,
);
