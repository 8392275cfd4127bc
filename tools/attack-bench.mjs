import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build, install, root, run } from './setup.mjs';

/**
 * Ranks every smallest-norm attack by AttackBench's optimality: on the networks of examples/experiments/attack-bench.yaml and, where they are there,
 * on networks that others have trained. Arguments go to `fragility run`.
 */
const data = process.env.FRAGILITY_TEST_DATA ?? resolve(root, '../shared/data');
const HELD = ['mnist-cnn-autoattack', 'mnist-nopool-cnn-art'];
const OUT = 'out/attack-bench';

install();
build();
const held = HELD.map((name) => [name, `${data}/models/${name}`]).filter(([, path]) => existsSync(path));
for (const name of HELD.slice(held.length)) console.log(`${name}: left out, it is not in ${data}`);
const models = held.flatMap(([name, path]) => ['--set', `models.${name}={use: tfjs, path: '${path}'}`]);
run(process.execPath, [
  `${root}apps/cli/dist/bin.js`,
  'run',
  'examples/experiments/attack-bench.yaml',
  '--out',
  OUT,
  ...models,
  ...process.argv.slice(2),
]);
console.log(readFileSync(`${root}${OUT}/tables/optimality-ranking.csv`, 'utf8'));
