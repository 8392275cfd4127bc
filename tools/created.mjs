import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import ts from 'typescript';
import { root, run } from './setup.mjs';

const KINDS = ['attack', 'dataset', 'model', 'analysis'];
const CREATED = join(root, 'out', 'created');

const fail = (message) => {
  throw new Error(`create-fragility-plugin: ${message}`);
};

/** Type-checks the packages in one program, with the options that each of them has. */
function checkTypes(folders) {
  const { config } = ts.readConfigFile(join(folders[0], 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, folders[0]);
  const files = folders.map((folder) => join(folder, 'src/index.ts'));
  const program = ts.createProgram(files, { ...options, rootDir: undefined, noEmit: true });
  const host = { getCanonicalFileName: (name) => name, getCurrentDirectory: () => CREATED, getNewLine: () => '\n' };
  const wrong = ts.getPreEmitDiagnostics(program);
  if (wrong.length > 0) fail(`it does not build:\n${ts.formatDiagnostics(wrong, host)}`);
}

async function checkLint(folder) {
  const wrong = (await new ESLint({ cwd: folder }).lintFiles(['.'])).flatMap(({ filePath, messages }) =>
    messages.map(({ line, message }) => `${filePath}:${line} ${message}`),
  );
  if (wrong.length > 0) fail(`it does not lint:\n${wrong.join('\n')}`);
}

/** `fragility check` must fail, and say nothing but that the algorithm is to be written. */
async function checkFailures(folder) {
  const { main } = await import('@fragility/cli');
  let output = '';
  const out = { write: (text) => (output += text) };
  const code = await main(['check', join(folder, 'src/index.ts')], { stdout: out, stderr: out });
  const details = [...output.matchAll(/ {2}FAIL {2}.*\n {8}(.*)/g)].map(([, detail]) => detail);
  if (code !== 1 || details.length === 0) fail(`fragility check answers with ${code}, expected 1:\n${output}`);
  const other = details.find((detail) => !detail.includes('write the algorithm'));
  if (other !== undefined) fail(`a check says '${other}', expected that the algorithm is to be written`);
}

/** Makes a plugin of every kind with the packed command: it builds, lints, and its only failing checks say `write the algorithm`. */
export async function checkCreated(consumer) {
  rmSync(CREATED, { recursive: true, force: true });
  const manifest = join(consumer, 'node_modules/create-fragility-plugin/package.json');
  const command = join(manifest, '..', JSON.parse(readFileSync(manifest, 'utf8')).bin['create-fragility-plugin']);
  const folders = KINDS.map((kind) => join(CREATED, `fragility-${kind}-first-try`));
  KINDS.forEach((kind, k) => run('node', [command, folders[k], '--kind', kind], { stdio: 'ignore' }));
  checkTypes(folders);
  for (const folder of folders) {
    await checkLint(folder);
    await checkFailures(folder);
  }
  console.log(`created ${KINDS.join(', ')}: they build, lint, and wait for their algorithms`);
}
