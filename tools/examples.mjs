import { readFileSync } from 'node:fs';
import { root, run } from './setup.mjs';

/** Every example experiment, end to end, at the small size that examples/small.json gives it. */
const small = JSON.parse(readFileSync(`${root}examples/small.json`, 'utf8'));
for (const [name, settings] of Object.entries(small)) {
  const overrides = settings.flatMap((setting) => ['--set', setting]);
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
