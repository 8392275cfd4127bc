import { copyFileSync, mkdirSync } from 'node:fs';
import { build, install, root, run } from './setup.mjs';

/** Makes the pictures of the documentation anew, from the experiments that they show: `node tools/pictures.mjs`. */
const PICTURES = { 'theorem-1': ['distance-scaling.svg'] };

install();
build();
mkdirSync(`${root}docs/pictures`, { recursive: true });
for (const [name, figures] of Object.entries(PICTURES)) {
  const out = `out/pictures/${name}`;
  run(process.execPath, [`${root}apps/cli/dist/bin.js`, 'run', `examples/experiments/${name}.yaml`, '--out', out]);
  for (const figure of figures)
    copyFileSync(`${root}${out}/figures/${figure}`, `${root}docs/pictures/${name}-${figure}`);
}
