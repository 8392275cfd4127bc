import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { writePictures } from './idx.mjs';
import { root, run } from './setup.mjs';

/** Real models and images, which the repository does not contain. */
const data = process.env.FRAGILITY_TEST_DATA ?? resolve(root, '../shared/data');

/** Pictures in the place of Fashion-MNIST, which nobody ships. */
const pictures = `${root}out/small/pictures`;
writePictures(pictures);

/** Every example experiment, end to end, at the small size that examples/small.json gives it. */
const small = JSON.parse(readFileSync(`${root}examples/small.json`, 'utf8'));
for (const [name, settings] of Object.entries(small)) {
  const needsData = settings.some((setting) => setting.includes('${data}'));
  if (needsData && !existsSync(data)) {
    console.log(`${name}: left out, ${data} is absent; set FRAGILITY_TEST_DATA to run it`);
    continue;
  }
  const overrides = settings.flatMap((setting) => [
    '--set',
    setting.replace('${data}', data).replace('${pictures}', pictures),
  ]);
  const config = `examples/experiments/${name}.yaml`;
  run(process.execPath, [
    `${root}apps/cli/dist/bin.js`,
    'run',
    config,
    '--out',
    `out/small/${name}`,
    '--fresh',
    ...overrides,
  ]);
}
