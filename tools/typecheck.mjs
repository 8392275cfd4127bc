import { existsSync, readFileSync } from 'node:fs';
import { root, run, runAll } from './setup.mjs';

/** Builds every package, then checks its tests too. */
run('npx', ['tsc', '-b']);
const { references } = JSON.parse(readFileSync(`${root}tsconfig.json`, 'utf8'));
const specs = references.map(({ path }) => `${path}/tsconfig.spec.json`).filter((spec) => existsSync(root + spec));
await runAll(specs.map((spec) => ['npx', 'tsc', '-p', spec]));
