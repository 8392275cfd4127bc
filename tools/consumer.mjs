import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkBundle } from './bundle.mjs';
import { checkCreated } from './created.mjs';
import { inOtherRunners } from './runners.mjs';
import { root, run } from './setup.mjs';
import { onBackends } from './tfjs-node/check.mjs';

/** What reads files or draws runs in Node only: packages, and entry points of portable ones. Everything else builds for browsers. */
const NODE_ONLY = [
  '@fragility/attacks-stored',
  '@fragility/cli',
  '@fragility/dataset/files',
  '@fragility/dataset-cifar',
  '@fragility/dataset-imagenet',
  '@fragility/dataset-mnist',
  '@fragility/dataset-npy',
  '@fragility/executor-bullmq',
  '@fragility/model-function',
  '@fragility/model-http',
  '@fragility/model-onnx',
  '@fragility/plugin/lock',
  '@fragility/report',
  '@fragility/runner',
  '@fragility/verification/files',
  'create-fragility-plugin',
];
const TOOLS = { esbuild: '^0.28.0', vite: '^8.0.0', webpack: '^5.100.0', 'webpack-cli': '^6.0.0', vitest: '^4.0.0' };

const REQUIRE = `const names = require('./package.json').own;
for (const name of names) require(name);
console.log(\`\${names.length} packages can be required\`);
`;

const BUNDLED = `await import('./bundle.js');
const model = await globalThis.dense();
const { data } = await model.logits({ data: Float64Array.of(1, 1), shape: [1, 2] });
if (data.join() !== '3,8') throw new Error(\`the bundle answers \${data.join()}, expected 3,8\`);
await model.dispose?.();
console.log('the bundle computes logits on wasm');
`;

const RESOLUTIONS = [
  ['--module', 'nodenext'],
  ['--module', 'esnext', '--moduleResolution', 'bundler'],
];

/** Compiles use of every package, as Node and as bundlers resolve it: type declarations need nothing that is not installed. */
function checkTypes(cwd, own) {
  const lines = own.map((name, k) => `import * as p${k} from '${name}';\nexport const n${k} = Object.keys(p${k});\n`);
  writeFileSync(join(cwd, 'use.mts'), lines.join(''));
  const options = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'es2022'];
  for (const resolution of RESOLUTIONS)
    run('node', [join(root, 'node_modules/typescript/bin/tsc'), ...options, ...resolution, 'use.mts'], { cwd });
}

const app = (specifiers) => `${specifiers.map((name, k) => `import * as p${k} from '${name}';`).join('\n')}
import { denseClassifier } from '@fragility/engine';
globalThis.all = [${specifiers.map((_, k) => `p${k}`).join(', ')}];
const layer = { inputs: 2, outputs: 2, weight: Float64Array.of(1, 2, 3, 4), bias: Float64Array.of(0, 1), activation: { kind: 'identity' } };
globalThis.dense = () => denseClassifier([layer], { bounds: [0, 1], precision: 'float32', engine: 'auto', facts: {} });
`;

/**
 * Installs every package from its tarball, requires each from CommonJS, checks their types without optional peers, bundles what is portable
 * for browsers, with no flags, runs a stranger's tests in jest and vitest and TensorFlow.js on all its backends, and creates plugins.
 */
export async function consume(folders, fileOf) {
  const manifests = folders
    .map((folder) => JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8')))
    .filter((manifest) => !manifest.private);
  const own = manifests.map(({ name }) => name);
  const specifiers = manifests
    .filter(({ name }) => !NODE_ONLY.includes(name))
    .flatMap(({ name, exports }) =>
      Object.keys(exports)
        .filter((key) => key !== './package.json')
        .map((key) => name + key.slice(1)),
    )
    .filter((specifier) => !NODE_ONLY.includes(specifier));

  const cwd = mkdtempSync(join(tmpdir(), 'fragility-consumer-'));
  const put = (name, text) => writeFileSync(join(cwd, name), text);
  const dependencies = { ...Object.fromEntries(own.map((name) => [name, fileOf(name)])), ...TOOLS };
  put('package.json', JSON.stringify({ private: true, type: 'module', own, dependencies }, null, 2));
  put('require.cjs', REQUIRE);
  put('app.mjs', app(specifiers));
  put('index.html', '<script type="module" src="./app.mjs"></script>');
  put('run.mjs', BUNDLED);

  run('npm', ['install', '--no-package-lock', '--ignore-scripts'], { cwd });
  run('node', ['require.cjs'], { cwd });
  checkTypes(cwd, own);
  run('npx', ['vite', 'build'], { cwd });
  run('npx', ['webpack', '--mode', 'none', '--entry', './app.mjs', '--fail-on-warnings'], { cwd });
  checkBundle(cwd);
  run('npx', ['esbuild', 'app.mjs', '--bundle', '--platform=browser', '--format=esm', '--outfile=bundle.js'], { cwd });
  for (const end of ['mjs', 'wasm']) {
    const file = `ort-wasm-simd-threaded.${end}`;
    copyFileSync(join(cwd, 'node_modules/onnxruntime-web/dist', file), join(cwd, file));
  }
  run('node', ['run.mjs'], { cwd });
  inOtherRunners(cwd);
  onBackends(cwd);
  await checkCreated(cwd);
  rmSync(cwd, { recursive: true });
}
