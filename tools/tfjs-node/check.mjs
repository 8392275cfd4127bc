import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from '../setup.mjs';

const PEERS = ['core', 'layers', 'backend-cpu', 'backend-wasm'].map((name) => `@tensorflow/tfjs-${name}@4.22.0`);
const FILES = ['backends.mjs', 'backends.yaml'];

/** Refuses a page of the documentation that shows another script than the one that runs here. */
function checkPage() {
  const script = readFileSync(`${root}tools/tfjs-node/install.sh`, 'utf8');
  if (!readFileSync(`${root}docs/models/tfjs-node.md`, 'utf8').includes(script))
    throw new Error('docs/models/tfjs-node.md shows another script than tools/tfjs-node/install.sh; copy it');
}

/**
 * In a project with the packages installed: puts TensorFlow.js beside them, tfjs-node as the documentation says, and runs the conformance
 * checks of model tfjs and one experiment on cpu, wasm and node.
 */
export function onBackends(cwd) {
  checkPage();
  for (const file of FILES) copyFileSync(`${root}tools/tfjs-node/${file}`, join(cwd, file));
  run('npm', ['install', '--no-package-lock', '--ignore-scripts', ...PEERS], { cwd });
  run('sh', [`${root}tools/tfjs-node/install.sh`, cwd]);
  run('node', ['backends.mjs', 'models'], { cwd });
  run('node', ['node_modules/@fragility/cli/bin/fragility.js', 'run', 'backends.yaml', '--out', 'out'], { cwd });
  run('node', ['backends.mjs', 'results'], { cwd });
}
