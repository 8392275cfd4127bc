import { existsSync, readFileSync } from 'node:fs';
import { run, root } from './setup.mjs';

/** Builds every package, then checks its tests too. */
run('npx', ['tsc', '-b']);
for (const { path } of JSON.parse(readFileSync(`${root}tsconfig.json`, 'utf8')).references) {
  const spec = `${path}/tsconfig.spec.json`;
  if (existsSync(`${root}${spec}`)) run('npx', ['tsc', '-p', spec]);
}
