import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

/** Every `coverage/jest.json` below the packages. */
function results(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory() || ['node_modules', 'dist', 'src'].includes(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.name !== 'coverage') return results(path);
    return readdirSync(path)
      .filter((file) => file === 'jest.json')
      .map((file) => JSON.parse(readFileSync(join(path, file), 'utf8')));
  });
}

const all = ['packages', 'apps', 'tools'].flatMap((folder) => results(join(root, folder)));
const sum = (key) => all.reduce((total, result) => total + result[key], 0);
const failed = sum('numFailedTests') + sum('numRuntimeErrorTestSuites');
console.log(`${sum('numPassedTests')} passed, ${failed} failed`);
if (failed > 0 || sum('numPassedTests') === 0) process.exitCode = 1;
